// What a person can do next about an item, read from the sentence that says so. Pure.

export type NextStep =
  /** Run this magic in a cell; `blanks` are the words in it that only the person, or their kernel, can fill in. */
  | { kind: 'cell'; code: string; blanks: string[] }
  /** Export a signed run. */
  | { kind: 'export' };

const MAGIC = /%mlsec [a-z][a-z-]*(?: (?:--?[a-z]+(?:-[a-z]+)*|[A-Z][A-Z_]*|[a-z][a-z0-9_]*(?:=(?:…|[A-Z][A-Z_]*)?)?))*/;
const BLANK = /\b[A-Z][A-Z_]+\b|…/g;

export function nextStep(sentence: string): NextStep | null {
  if (/(?<!%)\bmlsec run\b/.test(sentence)) {
    return { kind: 'export' };
  }
  const code = /(?<!%)\bmlsec audit\b/.test(sentence) ? '%mlsec audit' : MAGIC.exec(sentence)?.[0];
  return code ? { kind: 'cell', code, blanks: code.match(BLANK) ?? [] } : null;
}

/** Names that a kernel holds, by what they can stand for. */
export interface IHeld {
  frames: string[];
  models: string[];
  /** Of the usual names for held-out rows, those that are there. */
  rows: string[];
}

/** The code with every blank filled in that can only mean one thing. */
export function filled(code: string, held: IHeld): string {
  const only = (names: string[]): string | undefined => (names.length === 1 ? names[0] : undefined);
  const meant: Record<string, string | undefined> = {
    NAME: only(code.includes('%mlsec model') ? held.models : held.frames),
    X_TEST: held.rows.find(name => name.toLowerCase() === 'x_test'),
    Y_TEST: held.rows.find(name => name.toLowerCase() === 'y_test')
  };
  return code.replace(BLANK, blank => meant[blank] ?? blank);
}

/** Where the first blank of a code is, for the person to type over; null where there is none. */
export function firstBlank(code: string): [start: number, end: number] | null {
  const found = new RegExp(BLANK.source).exec(code);
  return found && [found.index, found.index + found[0].length];
}

/** The items of a list of strings, as Python prints it. */
export function namesIn(printed: string): string[] {
  return [...printed.matchAll(/'([^'\\]*)'/g)].map(match => match[1]!);
}
