// The page of a rule, in a tab: Markdown from the server, through the sanitizer like any other.

import { MainAreaWidget } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Client } from './client';
import { shieldIcon } from './icons';

const MARKDOWN = 'text/markdown';

/** Make the tab. Raises `ServerProblem` where there is no such rule. */
export async function rulePage(
  rule: string,
  client: Client,
  rendermime: IRenderMimeRegistry,
  trans: TranslationBundle
): Promise<MainAreaWidget> {
  const { page } = await client.rule(rule);
  const content = rendermime.createRenderer(MARKDOWN);
  await content.renderModel(rendermime.createModel({ data: { [MARKDOWN]: page }, trusted: false }));
  content.addClass('mlsec-rulepage');
  const widget = new MainAreaWidget({ content });
  widget.id = `mlsec-rule-${rule}`;
  widget.title.label = rule;
  widget.title.caption = trans.__('Why %1 is reported', rule);
  widget.title.icon = shieldIcon;
  widget.title.closable = true;
  return widget;
}
