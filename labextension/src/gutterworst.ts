// The gutter's fourth shape: CodeMirror knows three severities, so a line with a critical finding gets a class.

import { forEachDiagnostic } from '@codemirror/lint';
import { EditorState, Extension, RangeSet, RangeSetBuilder, StateField } from '@codemirror/state';
import { GutterMarker, gutterLineClass } from '@codemirror/view';

const WORST = 'mlsec-mark-critical'; // as in the class of a mark

class Worst extends GutterMarker {
  override readonly elementClass = 'mlsec-gutter-critical';
}

const worst = new Worst();

/** Says in the gutter which lines have a critical finding, from the marks that are drawn. */
export const gutterWorst: Extension = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update: (lines, { changes, effects, state }) => (effects.length ? criticalLines(state) : lines.map(changes)),
  provide: field => gutterLineClass.from(field)
});

function criticalLines(state: EditorState): RangeSet<GutterMarker> {
  const starts = new Set<number>();
  forEachDiagnostic(state, ({ markClass }, from) => {
    if (markClass?.includes(WORST)) {
      starts.add(state.doc.lineAt(from).from);
    }
  });
  const built = new RangeSetBuilder<GutterMarker>();
  [...starts].sort((a, b) => a - b).forEach(start => built.add(start, start, worst));
  return built.finish();
}
