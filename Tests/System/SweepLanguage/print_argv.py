"""A run that keeps its argument vector, and the text of the JSON files that it names."""

import json
import os
import sys

arguments = sys.argv[1:]
texts = [open(argument).read() for argument in arguments if argument.endswith(".json") and os.path.isfile(argument)]
with open(os.path.join(os.environ["SWEEP_RUN_DIR"], "argv.json"), "w") as file:
    json.dump({"argv": arguments, "texts": texts}, file)
