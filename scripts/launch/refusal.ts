/** A reason not to start that the operator can act on: printed as it stands, without a stack. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Refusal";
  }
}
