// A line that is being typed is no Python until it is whole, and for that long nobody knows what the notebook does.

/** What of JupyterLab's view of a notebook says where somebody is typing. */
interface ITypist {
  activeCellIndex: number;
  mode: 'command' | 'edit';
}

/** The index of the cell whose typing made it unparsable, or -1; `before` are the cells that could not be parsed before it. */
export function typedIn(unparsed: readonly number[], before: readonly number[], typist: ITypist | null): number {
  const at = typist?.mode === 'edit' ? typist.activeCellIndex : -1;
  return unparsed.includes(at) && !before.includes(at) ? at : -1;
}
