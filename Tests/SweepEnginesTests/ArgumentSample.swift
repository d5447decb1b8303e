import SweepModel

@testable import SweepEngines

/// What the golden argument vectors are made of.
enum ArgumentSample {
    static let image = ImageRecord(
        name: "localhost/digits:1", id: String(repeating: "ab", count: 32), digest: nil, architecture: "amd64")

    static func host(uid: UInt32, enforcesLimits: Bool) -> EngineHost {
        EngineHost(
            agentSocket: "/run/agent.sock", initExecutable: "/opt/sweep-init", uid: uid, gid: uid,
            environment: [EnvironmentEntry("PATH", "/no/such/folder"), EnvironmentEntry("HOME", "/home/ana")],
            openFiles: 1024...20000, processesMax: 32768, limits: enforcesLimits ? .all : [])
    }

    static func plan(_ runs: String = "/s/runs", mode: SourceRecord.Mode = .snapshot) -> LaunchPlan {
        let attempt = AttemptID(run: RunID(sweep: SweepID("digits-3f9k"), index: 17), number: 2)
        return LaunchPlan(
            attempt: attempt, owner: Owner(uid: 1000, name: "ana"), engine: "podman",
            container: ContainerPlan(image: image, network: .none, sharedMemory: ByteCount(bytes: 1 << 30)),
            argv: ["python3", "train.py", "--lr=0.1", "a b\n*"], executable: nil,
            environment: [EnvironmentEntry("A", "1")], parameters: JSONObject(),
            source: SourceRecord(mode: mode, root: "/home/ana/digits", basePath: mode == .snapshot ? "code" : ""),
            layout: AttemptLayout(runsFolder: runs, envFolder: "/e", attempt: attempt), timeLimit: nil,
            stopGrace: .seconds(1), logBytesMax: 1, metrics: .json, artifacts: [], specification: "",
            manifest: JSONObject())
    }
}
