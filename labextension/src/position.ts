// From the server's positions (lines from 1, columns in code points) to offsets in an editor's document.

import type { Text } from '@codemirror/state';

/** The offset of a line and column in a document; what lies outside is moved to the nearest place inside. */
export function offset(text: Text, line: number, column: number): number {
  if (line > text.lines) {
    return text.length;
  }
  const at = text.line(Math.max(line, 1));
  return Math.min(at.from + units(at.text, column - 1), at.to);
}

/** How many UTF-16 units the first `points` code points of `text` are. */
export function units(text: string, points: number): number {
  let unit = 0;
  for (let point = 0; point < points && unit < text.length; point++) {
    unit += text.codePointAt(unit)! > 0xffff ? 2 : 1;
  }
  return unit;
}

const BREAK = /\r\n|\r|\n/g; // what the server takes for the end of a line, and an editor

/** A text as an editor holds it: every line ends alike. */
export function asShown(text: string): string {
  return text.includes('\r') ? text.replace(BREAK, '\n') : text;
}

/** The offset of a line and column (from 1, in code points) in a plain text. */
export function offsetIn(text: string, line: number, column: number): number {
  let start = 0;
  let number = 1;
  for (const { 0: end, index } of text.matchAll(BREAK)) {
    if (number === line) {
      return Math.min(start + units(text.slice(start, index), column - 1), index);
    }
    start = index + end.length;
    number++;
  }
  return number === line ? start + units(text.slice(start), column - 1) : text.length;
}
