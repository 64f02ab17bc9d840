// The words for the checklist: stages of a model's life, states and risks of an item; the same as in the widget and the report.

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Risk, Status } from './shapes';

export function stageWord(stage: string, trans: TranslationBundle): string {
  const words: Record<string, string> = {
    governance: trans.__('Governance'),
    collection: trans.__('Data collection'),
    preparation: trans.__('Preparation'),
    training: trans.__('Training'),
    evaluation: trans.__('Evaluation'),
    deployment: trans.__('Deployment'),
    maintenance: trans.__('Maintenance'),
    retirement: trans.__('Retirement')
  };
  return words[stage] ?? stage;
}

export function statusWord(status: Status, trans: TranslationBundle): string {
  return {
    pass: trans.__('Passed'),
    fail: trans.__('Failed'),
    warn: trans.__('Warning'),
    open: trans.__('Open'),
    stale: trans.__('Stale'),
    waived: trans.__('Waived'),
    'not-applicable': trans.__('Not applicable'),
    error: trans.__('No evidence')
  }[status];
}

export function riskWord(risk: Risk, trans: TranslationBundle): string {
  return {
    critical: trans.__('critical'),
    high: trans.__('high'),
    medium: trans.__('medium'),
    low: trans.__('low')
  }[risk];
}
