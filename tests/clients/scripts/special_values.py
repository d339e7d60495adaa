"""Values that JSON has no words for, written and read back."""
import json
import math

import wandb

with wandb.init(project="life", id="special", config={"limit": 2**60 + 1}) as run:
    run.log({
        "nan": math.nan, "inf": math.inf, "ninf": -math.inf, "big": 2**60 + 1, "small": -(2**62),
        "text": "NaN", "none": None, "yes": True, "list": [1, 2.5], "nested": {"deep": {"er": 1}},
    })

entity = wandb.Api().default_entity
row = next(iter(wandb.Api().run(f"{entity}/life/special").scan_history()))
print("RESULT", json.dumps({
    "nan": math.isnan(row["nan"]), "inf": row["inf"] == math.inf, "ninf": row["ninf"] == -math.inf,
    "big": row["big"] == 2**60 + 1, "small": row["small"] == -(2**62), "text": row["text"] == "NaN",
    "none": row["none"] is None, "yes": row["yes"] is True, "list": row["list"] == [1, 2.5],
    "nested": row.get("nested") == {"deep": {"er": 1}} or row.get("nested.deep.er") == 1,
}))
