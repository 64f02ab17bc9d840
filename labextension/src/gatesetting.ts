// The gate's settings: what the person chose, and, where a hub's policy has locked the mode, that nobody can.

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { GatePolicies } from './gatepolicy';
import type { GateMode, IGatePolicy } from './gateshapes';
import type { Severity } from './shapes';

export class GateSetting {
  constructor(
    private readonly id: string,
    private readonly registry: ISettingRegistry | null,
    private readonly policies: GatePolicies,
    private readonly trans: TranslationBundle
  ) {
    registry?.transform(id, {
      fetch: plugin => this.shown(plugin),
      compose: plugin => this.enforced(plugin)
    });
  }

  async load(): Promise<void> {
    const settings = await this.registry?.load(this.id);
    settings?.changed.connect(() => this.read(settings));
    if (settings) {
      this.read(settings);
    }
  }

  /** Switch to another mode; it counts at once, and is kept for the next time. */
  async choose(mode: GateMode): Promise<void> {
    this.policies.choice = { ...this.policies.choice, mode };
    await this.registry?.set(this.id, 'mode', mode);
  }

  /** Show what a policy has locked in the settings editor as well. */
  async follow(policy: IGatePolicy): Promise<void> {
    const mode = policy.locked ? policy.mode : null;
    if (mode !== this.locked) {
      this.locked = mode;
      await this.registry?.load(this.id, true);
    }
  }

  private read(settings: ISettingRegistry.ISettings): void {
    const { mode, threshold, patience } = settings.user as {
      mode?: GateMode;
      threshold?: Severity | 'project';
      patience?: number;
    };
    this.policies.choice = {
      ...(mode && { mode }),
      ...(patience && { patience }),
      ...(threshold && threshold !== 'project' && { threshold })
    };
  }

  private shown(plugin: ISettingRegistry.IPlugin): ISettingRegistry.IPlugin {
    const mode = plugin.schema.properties?.['mode'];
    if (mode) {
      this.described = this.described || (mode.description ?? '');
      mode['readOnly'] = this.locked !== null;
      mode.description = this.locked
        ? this.trans.__('The policy of this hub has set the mode: %1. It cannot be changed here.', this.locked)
        : this.described;
    }
    return plugin;
  }

  private enforced(plugin: ISettingRegistry.IPlugin): ISettingRegistry.IPlugin {
    if (this.locked) {
      plugin.data.composite['mode'] = this.locked;
    }
    return plugin;
  }

  private locked: GateMode | null = null;
  private described = '';
}
