// Loaded into an instance before the application: its wall clock jumps when the parent says so. Timers and `performance` do not.
const RealDate = Date;
let offsetMs = 0;
process.on("message", ({ jumpMs }) => {
  offsetMs = jumpMs;
});

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RealDate.now() + offsetMs] : parts));
  }
  static now() {
    return RealDate.now() + offsetMs;
  }
};
