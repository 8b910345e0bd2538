import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { AppLink, type AppLinkProps } from "./app-link.tsx";

/** Class names of a square icon control. */
export const iconButtonStyles = cva(
  "inline-flex shrink-0 items-center justify-center rounded-md border text-muted transition-colors duration-100 hover:text-ink disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4",
  {
    variants: {
      variant: {
        ghost: "border-transparent hover:bg-sunken",
        outline: "border-line-strong bg-raised shadow-xs hover:bg-hover",
      },
      size: { sm: "size-6 coarse:size-9", md: "size-control" },
    },
    defaultVariants: { variant: "ghost", size: "md" },
  },
);

type Style = VariantProps<typeof iconButtonStyles> & { readonly label: string };

/** A square button that shows only an icon; `label` is its accessible name and its tooltip. */
export function IconButton({
  label,
  variant,
  size,
  className,
  type = "button",
  ...props
}: ComponentProps<"button"> & Style) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={iconButtonStyles({ variant, size, className })}
      {...props}
    />
  );
}

/** A link that shows only an icon. */
export function IconButtonLink({ label, variant, size, className, ...props }: AppLinkProps & Style) {
  return (
    <AppLink aria-label={label} title={label} className={iconButtonStyles({ variant, size, className })} {...props} />
  );
}
