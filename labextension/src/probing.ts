// Puts the cell that computes an item's evidence into the notebook, filled in from what the kernel holds, and runs it.

import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';

import { inTime } from './intime';
import { filled, firstBlank, IHeld, namesIn } from './nextsteps';

const LOAD = '%load_ext jupyter_mlsec';
const PATIENCE = 2000; // milliseconds for a kernel to say what it holds
// `type(value)`, not `value`: nothing of the person's objects runs
const HELD: Record<keyof IHeld, string> = {
  frames: "[n for n, v in list(globals().items()) if n[0] != '_' and type(v).__name__ == 'DataFrame']",
  models:
    "[n for n, v in list(globals().items()) if n[0] != '_' and not isinstance(v, type) and 'predict' in dir(type(v))]",
  rows: "[n for n in ('X_test', 'x_test', 'y_test', 'Y_test') if n in globals()]"
};
const NOTHING: IHeld = { frames: [], models: [], rows: [] };

/** Insert the cell below the active one; run it where nothing in it is left blank. Whether it was run. */
export async function probe(panel: NotebookPanel, code: string, run: () => Promise<void>): Promise<boolean> {
  const kernel = panel.sessionContext.session?.kernel ?? null;
  const magic = filled(code, kernel ? await held(kernel) : NOTHING);
  const cells = panel.model?.sharedModel.cells ?? [];
  const source = cells.some(cell => cell.getSource().includes(LOAD)) ? magic : `${LOAD}\n${magic}`;
  NotebookActions.insertBelow(panel.content);
  const cell = panel.content.activeCell;
  cell?.model.sharedModel.setSource(source);
  await cell?.ready;
  const blank = firstBlank(source);
  if (!blank && kernel) {
    await run();
    return true;
  }
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))); // the notebook has the focus
  panel.content.mode = 'edit';
  const view = (cell?.editor as CodeMirrorEditor | null | undefined)?.editor;
  if (view && blank) {
    view.dispatch({ selection: { anchor: blank[0], head: blank[1] } });
  }
  view?.focus();
  return false;
}

/** What a Python kernel holds; nothing where it is busy, slow, lost meanwhile, or speaks another language. */
function held(kernel: Kernel.IKernelConnection): Promise<IHeld> {
  return inTime(told(kernel), PATIENCE, () => NOTHING).catch(() => NOTHING);
}

async function told(kernel: Kernel.IKernelConnection): Promise<IHeld> {
  if (kernel.status !== 'idle' || (await kernel.info).language_info.name !== 'python') {
    return NOTHING;
  }
  const asked = kernel.requestExecute({ code: '', silent: true, store_history: false, user_expressions: HELD });
  const reply = await asked.done;
  if (reply?.content.status !== 'ok') {
    return NOTHING;
  }
  const values = reply.content.user_expressions as Record<string, { data?: Record<string, string> }>;
  const names = (key: keyof IHeld): string[] => namesIn(values[key]?.data?.['text/plain'] ?? '');
  return { frames: names('frames'), models: names('models'), rows: names('rows') };
}
