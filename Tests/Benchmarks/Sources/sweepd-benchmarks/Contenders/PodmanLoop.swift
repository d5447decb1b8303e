internal import FoundationEssentials
internal import Glibc

/// A shell loop of the very `podman run` that sweepd starts, word for word but for the paths, and of `podman rm`.
struct PodmanLoop: Contender {
    static let name = "podman run; podman rm"
    private let setting: Setting
    private let image: TestImage

    init(in setting: Setting) throws(Failure) {
        self.setting = setting
        image = try TestImage()
    }

    func seconds(count: Int, slots: Int, in folder: String) throws(Failure) -> Double {
        try Scratch.write(script(folder), to: folder + "/run.sh")
        let loop = "seq \(count) | xargs -P \(slots) -I @ sh \(folder)/run.sh @"
        let environment = ["XDG_RUNTIME_DIR": setting.scratch.runtime]
        return try Command(["sh", "-c", loop], environment: environment, folder: folder).succeed().seconds
    }

    /// What one run takes: its folders and files, the container, and its removal.
    private func script(_ folder: String) -> String {
        """
        set -e
        run=\(folder)/$1
        mkdir -p $run/files $run/base $run/scratch/home $run/scratch/tmp
        echo '{}' > $run/params.json
        : > $run/metrics.jsonl
        : > $run/exact
        printf 'A%s=1\\n' 1 2 3 4 5 6 7 8 9 10 > $run/env
        podman \(words.joined(separator: " ")) true 3> /dev/null
        podman rm --force --ignore --volumes --time 0 loop-\(getpid())-$1 > /dev/null

        """
    }

    /// As `PodmanArguments` in SweepEngines makes them.
    private var words: [String] {
        ["run", "--name", "loop-\(getpid())-$1", "--label", "sweep.run=loop/$1", "--label", "sweep.attempt=1"]
            + ["--init", "--init-path", setting.path(of: "sweep-init"), "--preserve-fds", "1"]
            + ["--pull", "never", "--log-driver", "none", "--no-healthcheck", "--systemd", "false"]
            + ["--env-file", "$run/env", "--http-proxy=false", "--workdir", "/src"] + mounts
            + ["--network", "none"] + user + ["--security-opt", "no-new-privileges", "--cap-drop", "all"] + limits
            + ["--entrypoint", "''", image.name]
    }

    private var mounts: [String] {
        let pairs = [
            "base:/src", "files:/run-dir", "scratch:/scratch", "metrics.jsonl:/run/sweep/metrics.jsonl",
            "params.json:/run/sweep/params.json:ro", "exact:/run/sweep/environment:ro",
        ]
        return pairs.flatMap { ["--volume", "$run/" + $0] }
    }

    private var user: [String] {
        ["--user", "\(getuid()):\(getgid())"] + (getuid() == 0 ? [] : ["--userns", "keep-id"])
    }

    private var limits: [String] {
        let shared = ["--shm-size", "\(64 << 20)", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096"]
        return shared + (getuid() == 0 ? ["--pids-limit", "4096"] : [])
    }
}
