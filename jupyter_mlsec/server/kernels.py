"""Where this server's kernels run: what lies beside a notebook is known of those alone that run on this machine."""

from __future__ import annotations

from typing import Any


def see_our_files(manager: Any) -> bool:  # noqa: ANN401 - any kernel manager
    """Return whether all kernels of this server see its files, as far as it knows.

    Kernels behind a gateway do not, nor do those that something else than a local process provides. A kernel that a
    local command starts elsewhere (in a container, by ssh) cannot be told from a local one.
    """
    if _behind_gateway():
        return False
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner

    provisioners = (getattr(manager.get_kernel(id_), "provisioner", None) for id_ in manager.list_kernel_ids())
    return all(provisioner is None or isinstance(provisioner, LocalProvisioner) for provisioner in provisioners)


def _behind_gateway() -> bool:
    from jupyter_server.gateway.gateway_client import GatewayClient

    return bool(GatewayClient.initialized() and GatewayClient.instance().gateway_enabled)
