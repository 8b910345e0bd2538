"use client";
import { usePathname } from "next/navigation";
import { useEffect } from "react";

export interface RecentPage {
  readonly href: string;
  readonly label: string;
}

const KEY = "rookery.recent";
const KEPT = 6;
const READ_AFTER_MS = 1200;

/** Remembers, in this browser only, the pages that were looked at for longer than a glance. */
export function useRecentPages() {
  const path = usePathname();
  useEffect(() => {
    const timer = setTimeout(() => {
      const label = document.querySelector("h1")?.textContent?.trim();
      if (label) remember({ href: path, label });
    }, READ_AFTER_MS);
    return () => clearTimeout(timer);
  }, [path]);
}

/** The latest pages, newest first, without the one being shown. */
export function recentPages(except: string): readonly RecentPage[] {
  return read().filter((page) => page.href !== except);
}

function remember(page: RecentPage) {
  const pages = [page, ...read().filter((other) => other.href !== page.href)].slice(0, KEPT);
  try {
    localStorage.setItem(KEY, JSON.stringify(pages));
  } catch {
    // A full or forbidden storage only means no recents.
  }
}

function read(): readonly RecentPage[] {
  try {
    const pages: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(pages) ? pages.filter(isRecentPage) : [];
  } catch {
    return [];
  }
}

function isRecentPage(value: unknown): value is RecentPage {
  if (typeof value !== "object" || value === null) return false;
  const { href, label } = value as Partial<Record<keyof RecentPage, unknown>>;
  return typeof href === "string" && /^\/(?![/\\])/.test(href) && typeof label === "string";
}
