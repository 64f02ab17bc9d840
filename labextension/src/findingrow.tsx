// One row of the findings panel. React escapes every string: nothing from a notebook becomes markup.

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IRow } from './findings';
import { placeWord, severityWord } from './words';

interface IProps {
  row: IRow;
  /** Whether this is the row that the Tab key reaches. */
  first: boolean;
  show: () => void;
  trans: TranslationBundle;
}

export function FindingRow({ row, first, show, trans }: IProps): JSX.Element {
  const { finding } = row;
  const where =
    finding.place === 'source'
      ? trans.__('line %1', finding.line)
      : trans.__('%1, line %2', placeWord(finding.place, trans), finding.line);
  return (
    <li
      data-mlsec-finding={finding.fingerprint}
      data-rule={finding.rule}
      data-severity={finding.severity}
      data-cell-index={row.index}
      data-place={finding.place}
      className={`mlsec-row${row.stale ? ' mlsec-mod-stale' : ''}`}
      role="button"
      tabIndex={first ? 0 : -1}
      aria-label={`${severityWord(finding.severity, trans)}: ${finding.message} ${finding.rule}, ${where}`}
      title={finding.remedy}
      onClick={show}
      onKeyDown={event => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          show();
        }
      }}
    >
      <div className="mlsec-row-head">
        <span className={`mlsec-severity mlsec-severity-${finding.severity}`}>
          {severityWord(finding.severity, trans)}
        </span>
        <span className="mlsec-where">{where}</span>
      </div>
      <div className="mlsec-message">{finding.message}</div>
      <div className="mlsec-remedy">{finding.remedy}</div>
      <code className="mlsec-rule">{finding.rule}</code>
    </li>
  );
}
