// Plugin: marks in the editors and at the feet of the cells.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { CellModel } from '@jupyterlab/cells';
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { drawEdges } from '../edges';
import { gutterWorst } from '../gutterworst';
import { marks as extension } from '../marks';
import { IFindingsStore } from '../tokens';

export const marks: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mlsec:marks',
  description: 'Marks findings in the cells.',
  autoStart: true,
  requires: [IFindingsStore, IEditorExtensionRegistry, INotebookTracker],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    store: IFindingsStore,
    editors: IEditorExtensionRegistry,
    tracker: INotebookTracker,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const why = (rule: string): void => void app.commands.execute(CommandIDs.showRule, { rule });
    editors.addExtension({
      name: 'jupyter-mlsec:marks',
      factory: ({ model }) =>
        isCell(model)
          ? EditorExtensionRegistry.createImmutableExtension([extension(model.sharedModel, store, why, trans), gutterWorst])
          : null
    });
    const open = (): void => void app.commands.execute(CommandIDs.showFindings);
    const draw = (panel: NotebookPanel): void => {
      const found = store.of(panel.model?.sharedModel ?? null);
      if (found && !panel.isDisposed) {
        drawEdges(panel.content, found, trans, open);
      }
    };
    store.added.connect((_, found) => {
      found.changed.connect(() =>
        tracker.filter(panel => panel.model?.sharedModel === found.notebook).forEach(draw)
      );
    });
  }
};

function isCell(model: CodeEditor.IModel): model is CellModel {
  const { type } = model as Partial<CellModel>;
  return type === 'code' || type === 'markdown' || type === 'raw';
}
