// Plugin: the gate before a cell runs. It can be switched off or disabled alone, and fails open.

import type { ISharedNotebook } from '@jupyter/ydoc';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator, TranslationBundle } from '@jupyterlab/translation';

import type { Client } from '../client';
import { CommandIDs } from '../commands';
import { executor } from '../executor';
import { Gate, IPlaces } from '../gate';
import { GatePolicies } from '../gatepolicy';
import { GateSetting } from '../gatesetting';
import { GateMode, MODES } from '../gateshapes';
import { KernelAsk } from '../kernelask';
import { IFindingsStore, IMlsecClient } from '../tokens';
import { Judge } from '../verdict';

const ID = 'jupyter-mlsec:gate';

export const gate: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Warns before a dangerous cell runs, or holds it back.',
  autoStart: true,
  requires: [IMlsecClient, IFindingsStore, INotebookTracker],
  optional: [ISettingRegistry, ITranslator],
  activate: async (
    app: JupyterFrontEnd,
    client: Client,
    store: IFindingsStore,
    tracker: INotebookTracker,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const policies = new GatePolicies(client);
    const judge = new Judge(client, store);
    const setting = new GateSetting(ID, registry, policies, trans);
    const current = (): string => tracker.currentWidget?.context.path ?? '';
    const learn = async (path: string): Promise<void> => {
      const policy = await policies.learn(path);
      if (policy) {
        judge.asker = judge.asker ?? new KernelAsk(policy.probe);
        await setting.follow(policy);
      }
    };
    const places: IPlaces = {
      ready: (notebook, path) => (isAbsent(store, notebook) ? Promise.resolve() : learn(path)),
      pathOf: ({ notebook, sessionContext }) =>
        tracker.find(panel => panel.model === notebook)?.context.path ?? sessionContext?.path ?? '',
      cellOf: ({ notebook }, id) =>
        tracker.find(panel => panel.model === notebook)?.content.widgets.find(cell => cell.model.id === id) ?? null,
      rerun: cell => {
        const panel = tracker.find(each => each.content.widgets.includes(cell));
        if (panel) {
          panel.content.activeCellIndex = panel.content.widgets.indexOf(cell);
          panel.content.deselectAll();
          app.shell.activateById(panel.id);
          void app.commands.execute('notebook:run-cell');
        }
      }
    };
    executor.gate = new Gate(judge, policies, client, places, trans);
    const prepared = new WeakSet<Kernel.IKernelConnection>();
    tracker.widgetAdded.connect((_, panel) => {
      const { context, sessionContext } = panel;
      void context.ready.then(() => learn(context.path));
      sessionContext.statusChanged.connect((__, status) => {
        const kernel = sessionContext.session?.kernel;
        if (!kernel || status !== 'idle' || prepared.has(kernel) || isAbsent(store, panel.model?.sharedModel)) {
          return;
        }
        // a server that could not tell the policy when the notebook was opened is asked again
        void context.ready
          .then(() => learn(context.path))
          .then(() => {
            if (judge.asker && !prepared.has(kernel)) {
              prepared.add(kernel);
              judge.prepare(kernel);
            }
          });
      });
    });
    addCommand(app, policies, setting, current, trans);
    tracker.currentChanged.connect(() => app.commands.notifyCommandChanged(CommandIDs.toggleGate));
    policies.changed.connect(() => app.commands.notifyCommandChanged(CommandIDs.toggleGate));
    await setting.load();
  }
};

function isAbsent(store: IFindingsStore, notebook: ISharedNotebook | undefined): boolean {
  return store.of(notebook ?? null)?.state === 'absent';
}

function addCommand(
  app: JupyterFrontEnd,
  policies: GatePolicies,
  setting: GateSetting,
  path: () => string,
  trans: TranslationBundle
): void {
  const words: Record<GateMode, string> = {
    off: trans.__('off'),
    warn: trans.__('warns'),
    block: trans.__('blocks')
  };
  const said = (): string =>
    policies.isLocked(path()) ? trans.__('%1 (locked)', words[policies.mode(path())]) : words[policies.mode(path())];
  app.commands.addCommand(CommandIDs.toggleGate, {
    label: args =>
      args['toolbar'] ? trans.__('Gate: %1', said()) : trans.__('Gate Before Cells Run: %1', said()),
    caption: () =>
      policies.isLocked(path())
        ? trans.__('The policy of this hub has set what the gate does')
        : trans.__('Go from off to warn, block and off again'),
    isEnabled: () => !policies.isLocked(path()),
    execute: () => setting.choose(MODES[(MODES.indexOf(policies.mode(path())) + 1) % MODES.length]!),
    describedBy: { args: { type: 'object', properties: { toolbar: { type: 'boolean' } } } }
  });
}
