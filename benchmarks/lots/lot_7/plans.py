"""Seventh lot: plans for the bad day that are none (MNT-03)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import project

CASES: tuple[Case, ...] = (
    project(
        "seventh: incident plan of a railway supplier with half its steps undecided",
        "MNT-03",
        "docs/インシデント対応計画.md",
        """# AIインシデント対応計画 (ブレーキ異音検知モデル)

最終更新: 2026-09-01 / 対象モデル: brake-sound 2.2 / 切り戻し先: brake-sound 2.1

## 1. 検知と判断
監視の警報、現場からの電話、誤検知率 5% 超を事象とみなす。重大度は三段階。

## 2. 封じ込め
未定

## 3. 根絶
未定

## 4. 復旧
brake-sound 2.1 に切り戻し、24 時間は人手の点検を併用する。

## 5. 報告
未定

## 連絡先
| 役割 | 氏名 | 内線 |
|---|---|---|
| 責任者 | 未定 | - |
| 当番 | 未定 | - |
""",
        """## 2. 封じ込め
未定
""",
        """## 2. 封じ込め
推論 API を遮断し、該当車両の判定を手動点検に切り替える。モデルとログを保全する。
""",
        """## 3. 根絶
未定
""",
        """## 3. 根絶
原因のデータまたはコードを特定し、修正後に全評価をやり直す。
""",
        """## 5. 報告
未定
""",
        """## 5. 報告
2 時間以内に鉄道会社、24 時間以内に品質保証部、法定の場合は監督官庁へ通知する。
""",
        "| 責任者 | 未定 | - |",
        "| 責任者 | 高橋 健 | 4410 |",
        "| 当番 | 未定 | - |",
        "| 当番 | 第一週 森、第二週 井上 | 4412 |",
        files={"registry.yaml": "models:\n  - {name: brake-sound, versions: ['2.1', '2.2'], production: '2.2'}\n"},
    ),
    project(
        "seventh: runbook that rolls back to a version nobody kept",
        "MNT-03",
        "runbooks/ai_incident.yaml",
        """title: AI incident response, ad ranking
updated: 2026-10-06
model: {name: ad-rank, version: "31"}
rollback_to: {name: ad-rank, version: "27"}
on_call:
  primary: {name: Ines Duarte, phone_book: "ads-ml-1"}
  secondary: {name: Tom Brandt, phone_book: "ads-ml-2"}
security_contact: Priya Raman
steps:
  identify: [confirm the alert on the board, open an incident, keep the feature log of the last hour]
  contain: [set traffic of the model to 0, serve the popularity list]
  eradicate: [find the poisoned or broken feed, purge it, retrain in a clean workspace]
  recover: [make rollback, replay 1000 recorded requests, raise traffic 5/25/100]
  notify:
    - {who: legal, within_hours: 4}
    - {who: advertisers, within_hours: 24}
    - {who: data protection authority, within_hours: 72, when: personal data leaked}
""",
        'rollback_to: {name: ad-rank, version: "27"}',
        'rollback_to: {name: ad-rank, version: "30"}',
        files={
            "registry/ad-rank.json": '{"name": "ad-rank", "kept": ["29", "30", "31"], "purged": ["26", "27", "28"]}\n',
        },
    ),
    project(
        "seventh: start-up whose incident plan is a name and a chat room",
        "MNT-03",
        "docs/incident-response.md",
        """# When the chatbot goes wrong

Last changed 2026-10-20. Bot: `helpdesk-bot` release 0.14, previous release 0.13 (kept, see `deploy/`).

Post in the channel #bot-on-fire and Dave will have a look at it.
""",
        "Post in the channel #bot-on-fire and Dave will have a look at it.\n",
        """| Role | Who | How |
|---|---|---|
| Incident lead | Dave Ortega, deputy Lin Wei | phone tree, page 1 |
| Security | Amara Diallo | phone tree, page 1 |
| Customers and press | Ruth Kessler | phone tree, page 2 |

1. **Identify**: alert, customer mail or staff report; open a ticket, note time, prompt and answer, set severity.
2. **Contain**: `make bot-off` shows the contact form; freeze logs and the vector store.
3. **Eradicate**: remove the document, prompt or tool that caused it; add the conversation to the test set.
4. **Recover**: deploy release 0.13 or the mended one, 50 scripted conversations, watch for a day.
5. **Notify**: customers concerned within 24 h, authority within 72 h if personal data leaked (Ruth decides).
""",
        files={"deploy/releases.txt": "0.13 kept\n0.14 live\n"},
    ),
)
