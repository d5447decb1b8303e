import SweepModel
import SweepSpecs
import Testing

/// Every fault with its place and its words.
@Suite("Faults")
struct FaultTests {
    /// Lines that are added to a sound file, so that they begin at line 4.
    @Test(
        "keys at the top",
        arguments: [
            ("nme: x", "4:1: error: unknown key 'nme' | did you mean 'name'?"),
            ("zzzzzz: x", "4:1: error: unknown key 'zzzzzz'"),
            ("job: team/job", "4:1: error: 'job' is not supported yet | leave it out"),
            ("name: 5", "4:7: error: expected 'name' to be text, got: '5' | write it in quotes"),
            ("run_cap: 0", "4:10: error: expected 'run_cap' to be an integer of at least 1, got: '0'"),
            ("seed: -1", "4:7: error: expected 'seed' to be an integer of at least 0, got: '-1'"),
            (
                "labels: {a: 99999999999999999999}",
                "4:13: error: expected an integer of 64 bits, got: '99999999999999999999'"
            ),
            (
                "priority: 2000000",
                "4:11: error: expected 'priority' to be an integer from -1000000 to 1000000, got: '2000000'"
            ),
            (
                "max_parallel: 1.5",
                "4:15: error: expected 'max_parallel' to be an integer from 1 to 1000000, got: '1.5'"
            ),
            (
                "metric: loss",
                "4:9: error: expected 'metric' to be a mapping, got: 'loss' | write {name: loss, goal: minimize}"
            ),
            ("metric: {goal: minimize}", "4:9: error: 'metric' lacks 'name' | the name that the program reports"),
            (
                "metric: {name: a, goal: maximise}",
                "4:25: error: expected 'metric.goal' to be minimize or maximize, got: 'maximise' | did you mean 'maximize'?"
            ),
            (
                "metric: {name: a, impute: mean}",
                "4:27: error: expected 'metric.impute' to be worst or best or latest, got: 'mean'"
            ),
            (
                "metric: {name: a, impute_while_running: false}",
                "4:41: error: expected 'metric.impute_while_running' to be text, got: 'false' | write 'false' in quotes, or leave it out"
            ),
            (
                "metric: {name: a, impute_while_running: none}",
                "4:41: error: expected 'metric.impute_while_running' to be worst or best or latest or 'false', got: 'none'"
            ),
            (
                "metric: {name: a, target: '0.5'}",
                "4:27: warning: 'metric.target' is written as text: '0.5' is taken for a number | write it without quotes"
            ),
            ("metrics: [{name: a}, {name: b}]", "4:10: error: several objectives are not supported yet | use 'metric'"),
            (
                "metrics: {stdout: xml}",
                "4:19: error: expected 'metrics.stdout' to be json or keyvalue or none or {regex: …}, got: 'xml'"
            ),
            (
                "metrics: {stdout: {regex: '(a'}}",
                "4:27: error: expected 'metrics.stdout.regex' to be a regular expression, got: '(a'"
            ),
            (
                "time_limit: soon",
                "4:13: error: expected 'time_limit' to be a length of time such as 30s, 10m or 2h, got: 'soon'"
            ),
            (
                "time_limit: 0",
                "4:13: error: expected 'time_limit' to be a length of time such as 30s, 10m or 2h, got: '0'"
            ),
            (
                "resources: {cpus: 0}",
                "4:19: error: expected 'resources.cpus' to be an integer from 1 to 100000, got: '0'"
            ),
            (
                "resources: {memory: lots}",
                "4:21: error: expected 'resources.memory' to be an amount of memory such as 512MiB or 16GiB, got: 'lots'"
            ),
            (
                "resources: {gpus: -1}",
                "4:19: error: expected 'resources.gpus' to be auto or an integer from 0 to 1024, got: '-1'"
            ),
            (
                "resources: {gpu_share: 1.5}",
                "4:24: error: expected 'resources.gpu_share' to be a number above 0 and at most 1, got: '1.5'"
            ),
            (
                "resources: {gpu_share: 0.5, gpu_memory: 10GiB}",
                "4:13: error: cannot share a GPU by 'gpu_share' and by 'gpu_memory' at once | leave one of them out"
            ),
            (
                "resources: {gpus: 0, gpu_model: A100}",
                "4:22: error: 'gpu_model' needs a GPU, and 'gpus' is 0 | leave one of them out"
            ),
            ("retry: 3", "4:8: error: expected 'retry' to be a mapping, got: '3' | write {max: 3}"),
            (
                "retry: {on: [crsh]}",
                "4:14: error: expected 'retry.on' to hold crash or oom or gpu-oom or timeout, got: 'crsh' | did you mean 'crash'?"
            ),
            ("retry: {factor: .nan}", "4:17: error: expected 'retry.factor' to be a finite number, got: '.nan'"),
            ("retry: {factor: .inf}", "4:17: error: expected 'retry.factor' to be a finite number, got: '.inf'"),
            (
                "retry: {factor: 1001}",
                "4:17: error: expected 'retry.factor' to be a number from 1 to 1000, got: '1001'"
            ),
            ("retry: {factor: 0.5}", "4:17: error: expected 'retry.factor' to be a number from 1 to 1000, got: '0.5'"),
            ("max_failures: 3", "4:15: error: expected 'max_failures' to be a mapping of first, consecutive, got: '3'"),
            ("env: {SWEEP_X: 1}", "4:7: error: the variable 'SWEEP_X' is reserved | sweepd sets it for each run"),
            (
                "env: {CUDA_VISIBLE_DEVICES: 1}",
                "4:7: error: the variable 'CUDA_VISIBLE_DEVICES' is reserved | sweepd sets it for each run"
            ),
            ("env: {1A: x}", "4:7: error: expected a variable's name to be letters, digits and '_', got: '1A'"),
            ("env: {A: }", "4:10: error: expected 'env.A' to be text, got: nothing | '' is an empty text"),
            (
                "artifacts: [../x]",
                "4:13: error: expected a pattern of 'artifacts' to stay within the run's working directory, got: '../x' | e.g. checkpoints/*.pt"
            ),
            ("artifacts: x", "4:12: error: expected 'artifacts' to be a list, got: 'x' | write [x]"),
            (
                "container: {image: x, engine: slurm}",
                "4:31: error: the engine 'slurm' is not supported yet | use 'podman', 'docker' or 'none'"
            ),
            (
                "container: {image: x, engine: none}",
                "4:12: error: the engine 'none' starts no image | leave out 'image' or 'engine'"
            ),
            (
                "container: {engine: podman}",
                "4:12: error: 'container' lacks 'image', which the engine 'podman' starts | e.g. image: localhost/digits:1"
            ),
            (
                "container: {image: 'oci-archive:'}",
                "4:20: error: expected 'container.image' to be a path after its ':', got: 'oci-archive:'"
            ),
            (
                "container: {image: {nvidia: a}}",
                "4:20: error: 'container.image' lacks 'amd' | image: {nvidia: NAME, amd: NAME}"
            ),
            (
                "container: {image: '--privileged'}",
                "4:20: error: expected 'container.image' to be the name of an image, got: '--privileged'"
            ),
            (
                "container: {image: x, network: bridge}",
                "4:32: error: expected 'container.network' to be none or outbound or host, got: 'bridge'"
            ),
            (
                "source: {mode: image}",
                "4:16: error: the source mode 'image' needs a container | add 'container: {image: NAME}'"
            ),
            (
                "command: python train.py",
                "4:10: error: expected 'command' to be a list, got: 'python train.py' | write [python, train.py]"
            ),
            (
                "command: []",
                "4:10: error: expected 'command' to be a list of at least one item, got: an empty list | leave it out for the default"
            ),
            (
                "command: [x, '${arg}']",
                "4:14: error: '${arg}' is neither a macro nor a parameter | did you mean 'args'?"
            ),
            ("command: [x, '${param:rl}']", "4:14: error: '${param:rl}' is neither a macro nor a parameter"),
            ("points: 3", "4:9: error: expected 'points' to be a list of 1 to 100000 points, got: '3'"),
            ("order: random", "4:8: error: expected 'order' to be written or shuffled, got: 'random'"),
            ("nested: list", "4:9: error: expected 'nested' to be dotted or dict, got: 'list'"),
            ("wandb_strict: 1", "4:15: error: expected 'wandb_strict' to be true or false, got: '1'"),
            ("points: []", "4:9: error: expected 'points' to be a list of 1 to 100000 points, got: an empty list"),
            ("points: [{momentum: 1}]", "4:11: error: the point names 'momentum', which is no parameter"),
            ("points: [3]", "4:10: error: expected 'points item' to be a mapping of parameters to values, got: '3'"),
            (
                "controller: {type: local}",
                "4:1: warning: 'controller' has no effect: sweepd is the controller | leave it out"
            ),
            ("settings: {x: 1}", "4:1: warning: 'settings' has no effect: sweepd is the controller | leave it out"),
            (
                "scheduler: {engine: wandb}",
                "4:1: warning: 'scheduler' has no effect: sweepd drives the search itself | leave it out"
            ),
            (
                "scheduler: {engine: optuna}",
                "4:1: error: 'scheduler' is not supported yet: the search cannot come from another program | leave it out"
            ),
            ("labels: [a]", "4:9: error: expected 'labels' to be a mapping of names to text, got: a list"),
            ("name: !date x", "4:7: error: the tag '!date' has no meaning here"),
        ])
    func keys(line: String, expected: String) {
        #expect(report(sound(line)) == [expected])
    }

    /// Definitions of a parameter `x` that begin at 3:17.
    @Test(
        "parameters",
        arguments: [
            ("32", "3:17: error: expected 'parameters.x' to be a mapping, got: '32' | write {value: 32}"),
            ("[a]", "3:17: error: expected 'parameters.x' to be a mapping, got: a list | write {values: […]}"),
            (
                "{}",
                "3:17: error: 'parameters.x' says nothing about its values | give 'values', 'value', or 'min' and 'max'"
            ),
            ("{min: 1}", "3:17: error: 'parameters.x' says nothing about its values | give both 'min' and 'max'"),
            (
                "{values: []}",
                "3:26: error: expected 'parameters.x.values' to be a list of at least one value, got: an empty list"
            ),
            ("{values: 3}", "3:26: error: expected 'parameters.x.values' to be a list of at least one value, got: '3'"),
            (
                "{values: [[.nan]]}",
                "3:28: error: expected the values of 'parameters.x' to be finite, got: '.nan' | the text 'nan', in quotes, reaches the program as the same argument"
            ),
            (
                "{value: 1, desc: a}",
                "3:28: error: unknown key 'parameters.x.desc' | known keys: a, b, distribution, max, min, mu, parameters, probabilities, q, sigma, value, values, when"
            ),
            ("{value: 1, min: 2}", "3:28: error: 'parameters.x.min' has no meaning for 'constant'"),
            (
                "{distribution: unifrom, min: 1, max: 2}",
                "3:32: error: expected 'parameters.x.distribution' to be one of constant, categorical, categorical_w_probabilities, int_uniform, uniform, q_uniform, log_uniform_values, q_log_uniform_values, inv_log_uniform_values, log_uniform, q_log_uniform, inv_log_uniform, normal, q_normal, log_normal, q_log_normal, beta, q_beta, got: 'unifrom' | did you mean 'uniform'?"
            ),
            (
                "{distribution: categorical, values: [1], probabilities: [1]}",
                "3:58: error: 'parameters.x.probabilities' has no meaning for 'categorical' | leave 'distribution' out, or write 'categorical_w_probabilities'"
            ),
            ("{distribution: uniform, values: [1]}", "3:17: error: 'parameters.x' lacks 'min' and 'max' for 'uniform'"),
            (
                "{distribution: int_uniform, min: 1.0, max: 3}",
                "3:50: error: expected 'parameters.x.min' to be an integer, as 'int_uniform' needs, got: '1.0'"
            ),
            ("{min: .nan, max: 1}", "3:23: error: expected 'parameters.x.min' to be a finite number, got: '.nan'"),
            ("{min: a, max: 1}", "3:23: error: expected 'parameters.x.min' to be a finite number, got: 'a'"),
            ("{min: true, max: 1}", "3:23: error: expected 'parameters.x.min' to be a finite number, got: 'true'"),
            (
                "{min: 2, max: 1}",
                "3:23: error: expected 'parameters.x.min' to be less than 'max', which is '1', got: '2'"
            ),
            (
                "{min: 1, max: 1}",
                "3:23: error: expected 'parameters.x.min' to be less than 'max', which is '1', got: '1' | use 'value' for a single value"
            ),
            (
                "{min: '1', max: 2}",
                "3:23: warning: 'parameters.x.min' is written as text: '1' is taken for a number | write it without quotes"
            ),
            (
                "{min: 1, max: 5, q: 2}",
                "3:17: error: 'parameters.x' has 'q' but no distribution | add 'distribution: q_uniform'"
            ),
            (
                "{distribution: q_uniform, min: 1, max: 5, q: 0}",
                "3:62: error: expected 'parameters.x.q' to be greater than 0, and no finer than doubles are, got: '0'"
            ),
            (
                "{distribution: q_uniform, min: 1, max: 2, q: 5}",
                "3:17: error: 'parameters.x' has no multiple of 'q' between 'min' and 'max'"
            ),
            (
                "{distribution: log_uniform_values, min: 0, max: 5}",
                "3:57: error: expected 'parameters.x.min' to be greater than 0, for its logarithm, got: '0'"
            ),
            (
                "{values: [1, 2], probabilities: [1]}",
                "3:49: error: expected 'parameters.x.probabilities' to hold 2 numbers, one for each value, got: 1"
            ),
            (
                "{values: [1, 2], probabilities: [0.5, 0.6]}",
                "3:49: error: expected 'parameters.x.probabilities' to add up to 1, got: 1.1"
            ),
            (
                "{values: [1, 2], probabilities: [2, -1]}",
                "3:53: error: expected 'parameters.x.probabilities' to be numbers of at least 0, got: '-1'"
            ),
            ("{parameters: {}}", "3:30: error: expected 'parameters.x' to hold at least one parameter"),
            (
                "{parameters: {a b: {value: 1}}}",
                "3:31: error: expected a parameter's name to be letters, digits, '_', '.' and '-', got: 'a b' | it may not begin with a digit, '.' or '-', nor be longer than 128"
            ),
            ("{parameters: {y: {value: 1}}, min: 1}", "3:47: error: 'min' cannot stand beside nested 'parameters'"),
            (
                "{parameters: {y: {value: 1}}}, x.y: {value: 2}",
                "3:48: error: two parameters have the name 'x.y': the other is at line 3 | a nested name and a dotted one are the same"
            ),
            (
                "{value: 1}, X: {value: 2}",
                "3:13: warning: 'X' and 'x' would share the variable PARAM_X: it is not set | use the command line"
            ),
        ])
    func parameters(definition: String, expected: String) {
        #expect(report(sound(parameters: "{x: \(definition)}", method: "random")) == [expected])
    }
}
