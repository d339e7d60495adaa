"""A run that is only on the disk until `wandb sync`."""
import wandb

with wandb.init(project="life", id="offline", mode="offline", config={"where": "train"}) as run:
    for step in range(10):
        run.log({"x": step})
    print("nobody listens yet")
    with open("weights.bin", "wb") as file:
        file.write(b"\0" * 1000)
    run.save("weights.bin")
