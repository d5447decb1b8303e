import SweepModel
import SweepSpecs
import Testing

@Suite("Environment of a run")
struct EnvironmentTests {
    private static let attempt = AttemptID(run: RunID(sweep: SweepID("digits-3f9k"), index: 17), number: 2)

    private func environment(
        _ parameters: JSONObject = ["lr": 0.1], submitted: [EnvironmentEntry] = [], chosen: [EnvironmentEntry] = []
    ) -> [EnvironmentEntry] {
        RunEnvironment(
            attempt: Self.attempt, sweepName: "digits", seed: 4_000_000_000,
            places: RunPlaces(
                AttemptLayout(runsFolder: "/s/runs", envFolder: "/e", attempt: Self.attempt)), cpus: 3, port: 29_500,
            parameters: parameters, submitted: submitted, chosen: chosen
        ).entries
    }

    private func value(_ name: String, _ entries: [EnvironmentEntry]) -> String? {
        entries.first { $0.name == name }?.value
    }

    @Test("holds every name of the contract, each once, and nothing else")
    func table() {
        let entries = environment(submitted: [EnvironmentEntry("PATH", "/bin")])
        let expected = """
            PATH=/bin
            OMP_NUM_THREADS=3
            MASTER_PORT=29500
            WANDB_MODE=offline
            WANDB_DIR=/s/runs/digits-3f9k/17/files
            WANDB_CACHE_DIR=/s/runs/digits-3f9k/17/files/wandb/cache
            WANDB_CONFIG_DIR=/s/runs/digits-3f9k/17/files/wandb/config
            WANDB_DATA_DIR=/s/runs/digits-3f9k/17/files/wandb/data
            WANDB_RUN_ID=digits-3f9k-17-2
            WANDB_NAME=digits-3f9k/17
            WANDB_RUN_GROUP=digits-3f9k
            WANDB_SWEEP_ID=digits-3f9k
            WANDB_SILENT=true
            WANDB_CONSOLE=off
            WANDB_DISABLE_GIT=true
            WANDB_X_TRANSACTION_LOG_FLUSH_INTERVAL=2
            WANDB_X_STATS_SAMPLING_INTERVAL=15
            SWEEP_PARAMS={"lr":0.1}
            SWEEP_PARAMS_FILE=/s/runs/digits-3f9k/17/attempt-2/params.json
            SWEEP_ID=digits-3f9k
            SWEEP_NAME=digits
            SWEEP_RUN_ID=digits-3f9k/17
            SWEEP_RUN_INDEX=17
            SWEEP_ATTEMPT=2
            SWEEP_SEED=4000000000
            SWEEP_RUN_DIR=/s/runs/digits-3f9k/17/files
            SWEEP_METRICS_FILE=/s/runs/digits-3f9k/17/attempt-2/metrics.jsonl
            PARAM_LR=0.1
            CUDA_VISIBLE_DEVICES=
            ROCR_VISIBLE_DEVICES=
            SWEEP_GPU_UUIDS=
            SWEEP_GPU_COUNT=0
            """
        #expect(entries.map { "\($0.name)=\($0.value)" }.joined(separator: "\n") == expected)
    }

    @Test("parameters get upper-cased names and the text of the command line; where two collide, neither is set")
    func parameters() {
        let entries = environment(["a-b": 1, "a.b": 2, "model.lr": 1e-5, "flag": true, "none": nil, "t": "x\ny=$z"])
        #expect(value("PARAM_A_B", entries) == nil)
        #expect(value("PARAM_MODEL_LR", entries) == "1e-05")
        #expect(value("PARAM_FLAG", entries) == "True")
        #expect(value("PARAM_NONE", entries) == "None")
        #expect(value("PARAM_T", entries) == "x\ny=$z")
        #expect(value("SWEEP_PARAMS", entries)?.contains(#""a-b":1,"a.b":2"#) == true)
    }

    @Test("the file's env overrides what is suggested and what was submitted, but nothing that is reserved")
    func precedence() {
        let submitted = [
            EnvironmentEntry("HOME", "/h"), EnvironmentEntry("SWEEP_ID", "other"), EnvironmentEntry("PARAM_OLD", "1"),
        ]
        let chosen = ["OMP_NUM_THREADS", "WANDB_MODE", "HOME", "SWEEP_SEED"].map { EnvironmentEntry($0, "mine") }
        let entries = environment(submitted: submitted, chosen: chosen)
        #expect(value("OMP_NUM_THREADS", entries) == "mine")
        #expect(value("WANDB_MODE", entries) == "mine")
        #expect(value("HOME", entries) == "mine")
        #expect(value("SWEEP_SEED", entries) == "4000000000")
        #expect(value("SWEEP_ID", entries) == "digits-3f9k")
        #expect(value("PARAM_OLD", entries) == nil)
        #expect(Set(entries.map(\.name)).count == entries.count)
    }

    @Test("parameters above 60,000 bytes are only in the file")
    func largeParameters() {
        let entries = environment(["x": .string(String(repeating: "y", count: 60_000))])
        #expect(value("SWEEP_PARAMS", entries) == nil)
        #expect(value("SWEEP_PARAMS_FILE", entries) != nil)
        #expect(value("PARAM_X", entries)?.count == 60_000)
    }
}
