"""What an interpreter has installed: audit, advisories, lock, SBOM and runtime facts."""
