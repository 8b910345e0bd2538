import qrcode from "qrcode-generator";
import type { QrCode } from "#components/second-factor/state";

/** The text as a QR code: the side of the square in modules, and its dark modules as the path of an SVG. */
export function qrCode(text: string): QrCode {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const modules = Array.from({ length: size * size }, (_, place) => [Math.floor(place / size), place % size] as const);
  const path = modules
    .filter(([row, column]) => code.isDark(row, column))
    .map(([row, column]) => `M${column} ${row}h1v1h-1z`);
  return { size, path: path.join("") };
}
