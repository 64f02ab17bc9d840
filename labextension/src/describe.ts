// What a tooltip says about a finding. Text only: nothing that came from a notebook ever becomes markup.

import type { TranslationBundle } from '@jupyterlab/translation';

import { severityWord } from './words';
import type { IFinding } from './shapes';

export function describe(finding: IFinding, trans: TranslationBundle): HTMLElement {
  const box = element('div', 'mlsec-tip');
  const head = box.appendChild(element('div', 'mlsec-tip-head'));
  head.append(
    element('span', `mlsec-severity mlsec-severity-${finding.severity}`, severityWord(finding.severity, trans)),
    element('code', 'mlsec-tip-rule', finding.rule)
  );
  box.append(
    element('div', 'mlsec-tip-message', finding.message),
    element('div', 'mlsec-tip-remedy', finding.remedy)
  );
  return box;
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
