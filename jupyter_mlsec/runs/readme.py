"""README.txt of a bundle: how to check it with tools that everybody has, and without ours."""

from __future__ import annotations

from jupyter_mlsec.runs import ssh
from jupyter_mlsec.runs.keys import KeyPair

_TEXT = """\
A signed run of {notebook}

This folder holds a notebook, what it printed when it was run from the first cell to the last, the environment it ran
in, and signatures over all of that. Nothing in it needs to be executed to be checked.

Signed by    {identity}
Key          {fingerprint}

Do not trust the key because it is written here: ask the signer for the fingerprint on another way, and compare.
All commands are run inside this folder.

1. With jupyter-mlsec: everything at once, also what the other ways cannot see (added files, who may sign, contents that
   contradict each other):

       mlsec key trust keys/signer.pub --as {identity}
       mlsec verify .

2. With openssl and sha256sum:

       {openssl}
       sha256sum --check --strict --quiet SHA256SUMS

3. With ssh-keygen, where allowed_signers is YOUR file with a line "{identity} <public key>":

       ssh-keygen -Y verify -f allowed_signers -I {identity} -n {namespace} -s SHA256SUMS.sig < SHA256SUMS
       sha256sum --check --strict --quiet SHA256SUMS

4. With a Sigstore library (npm install @sigstore/verify @sigstore/bundle); each attestations/*.sigstore.json:

       node -e '{node}' keys/signer.pem attestations/*.sigstore.json
       sha256sum --check --strict --quiet SHA256SUMS

{model_signing}{deputy}Where there is a SHA256SUMS.sig.tsr, a third party says when the signature existed at
the latest; root.pem is its certificate, which you get from there:

    openssl ts -verify -data SHA256SUMS.sig -in SHA256SUMS.sig.tsr -CAfile root.pem

Ways 2 to 4 do not notice ADDED files: compare the list in SHA256SUMS with the folder.

What a signature does not prove: that the results are right, or that the signer did not make them up. Only a second run
by somebody else can show that:  mlsec reproduce .
"""
_DEPUTY = """\
The signer's key is in hardware and gives SSH signatures only. keys/signer.pem is the key of this run alone: that it
belongs to {identity} is what way 3 shows, for the list that is signed there has it.

"""
_NODE = (
    'const fs=require("fs"),c=require("crypto"),b=require("@sigstore/bundle"),v=require("@sigstore/verify");'
    "const [pem,...names]=process.argv.slice(1),key=c.createPublicKey(fs.readFileSync(pem));"
    "const trust=v.toTrustMaterial({tlogs:[],ctlogs:[],timestampAuthorities:[],certificateAuthorities:[]},"
    "()=>({publicKey:key,validFor:()=>true}));"
    "const check=new v.Verifier(trust,{tlogThreshold:0,ctlogThreshold:0,timestampThreshold:0});"
    "for(const n of names){check.verify(v.toSignedEntity(b.bundleFromJSON(JSON.parse(fs.readFileSync(n)))));"
    'console.log(n,"OK")}'
)
_MODEL_SIGNING = """\
5. With OpenSSF's model_signing (pip install model-signing pyopenssl):

       model_signing verify key . --signature attestations/model-signing.sigstore.json --public_key keys/signer.pem \
--no-ignore-git-paths

"""
_ED25519 = "openssl pkeyutl -verify -pubin -inkey keys/signer.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.raw.sig"
_P256 = "openssl dgst -sha256 -verify keys/signer.pem -signature SHA256SUMS.raw.sig SHA256SUMS"


def readme(notebook: str, key: KeyPair) -> bytes:
    """Return the text for a bundle that ``key`` signs."""
    is_ed25519 = ssh.kind(key.public) == ssh.ED25519
    is_hardware = isinstance(key.public, ssh.HardwareKey)
    text = _TEXT.format(
        notebook=notebook,
        identity=key.identity,
        fingerprint=key.fingerprint,
        namespace=ssh.NAMESPACE,
        openssl=_ED25519 if is_ed25519 else _P256,
        node=_NODE,
        deputy=_DEPUTY.format(identity=key.identity) if is_hardware else "",
        model_signing="" if is_ed25519 else _MODEL_SIGNING,  # that tool knows no Ed25519
    )
    return text.encode("utf-8")
