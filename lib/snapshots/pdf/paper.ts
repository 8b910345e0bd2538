import { join } from "node:path";

/** A4 in points, and where the text stands on it. */
export const PAGE = { width: 595.28, height: 841.89, margin: 44, foot: 58 } as const;
export const CONTENT_WIDTH = PAGE.width - 2 * PAGE.margin;

/** The colours of the light console, on white. */
export const INK = {
  text: "#0f1a28",
  muted: "#4b5a6b",
  subtle: "#5b6b7d",
  line: "#dfe6ee",
  ground: "#f5f7fa",
  primary: "#0270ad",
  band: "#cfe6f5",
  warning: "#8a4b06",
  warningGround: "#fdf1dc",
  danger: "#b3231f",
  success: "#0b6b45",
} as const;

const FONTS = {
  regular: join(process.cwd(), "node_modules/@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
  bold: join(process.cwd(), "node_modules/@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
} as const;

export interface Style {
  readonly size?: number;
  readonly font?: keyof typeof FONTS;
  readonly color?: string;
  readonly align?: "left" | "right";
  /** Cut off with an ellipsis at this many lines. */
  readonly lines?: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Paper to draw on: a cursor that goes down the page, and text that stays where it is put. */
export class Paper {
  readonly doc: PDFKit.PDFDocument;
  y: number = PAGE.margin;

  private constructor(doc: PDFKit.PDFDocument) {
    this.doc = doc;
  }

  /** An empty first page. The library is loaded with the first file that is asked for, not with the server. */
  static async create(info: PDFKit.DocumentInfo): Promise<Paper> {
    const { default: PDFDocument } = await import("pdfkit");
    const doc = new PDFDocument({
      size: "A4",
      margin: 0,
      bufferPages: true,
      lang: "en",
      displayTitle: true,
      pdfVersion: "1.7",
      font: FONTS.regular,
      info,
    });
    doc.registerFont("regular", FONTS.regular);
    doc.registerFont("bold", FONTS.bold);
    return new Paper(doc);
  }

  /** Goes to a new page unless so much is left of this one. */
  reserve(height: number): void {
    if (this.y + height > PAGE.height - PAGE.foot) {
      this.doc.addPage();
      this.y = PAGE.margin;
    }
  }

  /** Writes at a place, without moving the cursor; returns the height. */
  write(
    text: string,
    { x, y, width }: Box,
    { size = 9, font = "regular", color = INK.text, align = "left", lines }: Style = {},
  ): number {
    this.doc.font(font).fontSize(size).fillColor(color);
    const limit = lines === undefined ? {} : { height: lines * this.doc.currentLineHeight(true) + 0.5, ellipsis: true };
    this.doc.text(text, x, y, { width, align, lineBreak: true, ...limit });
    return this.doc.y - y;
  }

  /** How high the text would be. */
  heightOf(text: string, width: number, { size = 9, font = "regular" }: Style = {}): number {
    return this.doc.font(font).fontSize(size).heightOfString(text, { width });
  }

  /** How wide the text is on one line. */
  widthOf(text: string, { size = 9, font = "regular" }: Style = {}): number {
    return this.doc.font(font).fontSize(size).widthOfString(text);
  }

  /** A hairline across the text. */
  rule(y: number, color: string = INK.line): void {
    this.doc
      .moveTo(PAGE.margin, y)
      .lineTo(PAGE.width - PAGE.margin, y)
      .lineWidth(0.6)
      .strokeColor(color)
      .stroke();
  }

  /** A box with rounded corners. */
  box(x: number, y: number, width: number, height: number, fill: string, stroke?: string): void {
    this.doc.roundedRect(x, y, width, height, 4).lineWidth(0.6);
    if (stroke === undefined) {
      this.doc.fill(fill);
    } else {
      this.doc.fillAndStroke(fill, stroke);
    }
  }

  /** Draws the foot of every page, then closes the document and returns its bytes. */
  async finish(foot: (paper: Paper, page: number, pages: number) => void): Promise<Buffer> {
    const { start, count } = this.doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.doc.switchToPage(start + page);
      foot(this, page + 1, count);
    }
    const chunks: Buffer[] = [];
    this.doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<void>((resolve, reject) => {
      this.doc.once("end", resolve);
      this.doc.once("error", reject);
    });
    this.doc.end();
    await ended;
    return Buffer.concat(chunks);
  }
}
