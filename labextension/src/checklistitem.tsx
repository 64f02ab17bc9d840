// One item of the checklist: its state, and what it rests on when it is opened.

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IEvidence, IItem } from './shapes';
import { statusWord } from './stages';

export function ChecklistItem({ item, trans }: { item: IItem; trans: TranslationBundle }): JSX.Element {
  return (
    <li data-mlsec-item={item.id} data-status={item.status} className="mlsec-item">
      <details>
        <summary>
          <span className={`mlsec-status-word mlsec-status-${item.status}`}>{statusWord(item.status, trans)}</span>
          <code className="mlsec-rule">{item.id}</code>
          <span className="mlsec-message">{item.title}</span>
        </summary>
        <div className="mlsec-evidence">
          {item.evidence.map(evidence => (
            <Evidence key={`${evidence.probe} ${evidence.collected}`} evidence={evidence} trans={trans} />
          ))}
          {!item.evidence.length && <p>{trans.__('There is no evidence yet.')}</p>}
          <p className="mlsec-remedy">{item.standards.map(each => each.replace(/\?$/, '')).join(' · ')}</p>
        </div>
      </details>
    </li>
  );
}

function Evidence({ evidence, trans }: { evidence: IEvidence; trans: TranslationBundle }): JSX.Element {
  const collected = new Date(evidence.collected).toLocaleString();
  return (
    <p>
      {evidence.summary}
      <span className="mlsec-remedy">
        {' '}
        {evidence.probe}, {trans.__('collected %1', collected)}
        {evidence.expires && `, ${trans.__('valid until %1', new Date(evidence.expires).toLocaleDateString())}`}
      </span>
    </p>
  );
}
