// The parameters that a notebook declares in its cell tagged "parameters", with their types and defaults. Pure.

export type ParameterType = 'bool' | 'int' | 'float' | 'str' | 'other';
export type ParameterValue = string | number | boolean;

export interface IParameter {
  name: string;
  type: ParameterType;
  /** As it stands in the cell; the quotes of a string taken off. */
  value: string;
  /** What the comment behind it says. */
  help: string;
}

const LINE = /^([A-Za-z_]\w*)\s*(?::\s*([^=]+?))?\s*=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^#]+?)\s*(?:#\s*(.*))?$/;
const NAMED: Record<string, ParameterType> = { bool: 'bool', int: 'int', float: 'float', str: 'str' };

export function parameters(source: string): IParameter[] {
  const found = new Map<string, IParameter>();
  for (const line of source.split('\n')) {
    const [, name, annotation, written, comment] = LINE.exec(line) ?? [];
    if (name && written && !written.startsWith('=')) {
      const type = NAMED[annotation?.trim() ?? ''] ?? typeOf(written);
      const value = type === 'str' && /^["']/.test(written) ? written.slice(1, -1) : written;
      found.set(name, { name, type, value, help: comment ?? '' });
    }
  }
  return [...found.values()];
}

/** The value that is sent for what was typed; null where it is none of the type. */
export function read(type: ParameterType, typed: string): ParameterValue | null {
  const text = typed.trim();
  switch (type) {
    case 'bool':
      return text === 'True' || text === 'true';
    case 'int':
      return /^[+-]?\d+$/.test(text) ? Number(text) : null;
    case 'float':
      return text !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
    case 'str':
      return typed;
    case 'other':
      return text || null;
  }
}

function typeOf(written: string): ParameterType {
  if (/^(True|False)$/.test(written)) {
    return 'bool';
  }
  if (/^[+-]?\d[\d_]*$/.test(written)) {
    return 'int';
  }
  if (/^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) {
    return 'float';
  }
  return /^(["']).*\1$/.test(written) ? 'str' : 'other';
}
