/// HyperQueue's LocalCluster, from its Python package, which is fetched into this package's `.build`.
struct HyperQueue: Contender {
    static let name = "HyperQueue"
    private static let version = "0.27.0"
    private static let packages = Options.package + "/.build/hyperqueue-\(version)"
    private let environment = ["PYTHONPATH": packages]

    init(in setting: Setting) throws(Failure) {
        if isThere { return }
        Console.note("fetching HyperQueue \(Self.version) from PyPI")
        do throws(Failure) {
            _ = try Command([
                "python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", Self.packages,
                "hyperqueue==\(Self.version)",
            ]).succeed()
        } catch {
            throw Failure("cannot install hyperqueue from PyPI: \(error)")
        }
        guard isThere else { throw Failure("hyperqueue was installed and cannot be imported") }
    }

    private var isThere: Bool {
        (try? Command(["python3", "-c", "import hyperqueue"], environment: environment).succeed()) != nil
    }

    func seconds(count: Int, slots: Int, in folder: String) throws(Failure) -> Double {
        let command = Command(
            ["python3", "-c", Self.program, "\(count)", "\(slots)"],
            environment: environment.merging(["TMPDIR": folder]) { $1 }, folder: folder)
        let output = try command.succeed().output
        guard let seconds = output.split(separator: "\n").last.flatMap({ Double($0) }) else {
            throw Failure("expected a time of HyperQueue, got: '\(output)'")
        }
        return seconds
    }

    /// Without the start of its server, as sweepd is measured without its own. Its client looks only once a second
    /// whether all has ended; the output file that it made last tells better.
    private static let program = """
        import os, sys, time
        from hyperqueue import Job, LocalCluster
        from hyperqueue.cluster import WorkerConfig
        count, slots = int(sys.argv[1]), int(sys.argv[2])
        with LocalCluster() as cluster:
            cluster.start_worker(WorkerConfig(cores=slots))
            client = cluster.client()
            runs = Job()
            for _ in range(count):
                runs.program(["/bin/true"])
            start = time.time()
            client.wait_for_jobs([client.submit(runs)])
            outputs = [entry for entry in os.scandir(".") if entry.name.endswith(".stdout")]
            assert len(outputs) == count, outputs
            print(max(entry.stat().st_mtime for entry in outputs) - start)
        """
}
