import "react";

declare module "react" {
  /** Custom properties in a style attribute. */
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
}
