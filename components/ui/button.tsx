import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { AppLink, type AppLinkProps } from "./app-link.tsx";

/** Class names of every button-like control. */
export const buttonStyles = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-progress aria-disabled:opacity-70 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-primary text-on-primary shadow-xs hover:bg-primary-hover",
        secondary: "border-line-strong bg-raised text-ink shadow-xs hover:bg-hover",
        ghost: "border-transparent text-muted hover:bg-sunken hover:text-ink",
        danger: "border-transparent bg-danger-solid text-on-danger shadow-xs hover:bg-danger-hover",
      },
      size: {
        sm: "h-7 px-2 text-xs coarse:h-9 [&_svg]:size-3.5",
        md: "h-control px-3 text-sm",
        lg: "h-10 px-4 text-base",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

type Style = VariantProps<typeof buttonStyles>;

/** A button; `type` is "button" unless said otherwise, so that it never submits by accident. */
export function Button({ variant, size, className, type = "button", ...props }: ComponentProps<"button"> & Style) {
  return <button type={type} className={buttonStyles({ variant, size, className })} {...props} />;
}

/** A link that looks like a button; pass `scroll={false}` when it opens a dialog on the same page. */
export function ButtonLink({ variant, size, className, ...props }: AppLinkProps & Style) {
  return <AppLink className={buttonStyles({ variant, size, className })} {...props} />;
}
