// A request that the server refused or could not answer, in words that say what to do next.

export class ServerProblem extends Error {
  constructor(
    message: string,
    readonly help: string,
    readonly kind: 'absent' | 'refused' | 'unreachable'
  ) {
    super(message);
  }
}
