// Severities in their order.

import type { Severity } from './shapes';

/** Severities from the worst down, as panels list and count them. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Compare two severities: negative where `a` is the worse one. */
export function worseFirst(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}
