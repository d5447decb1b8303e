/// sweepd and sweepctl: `submit --wait`, which returns when every outcome is durable.
struct Sweepd: Contender {
    static let name = "sweepd"
    static let isOurs = true
    private let setting: Setting

    init(in setting: Setting) throws(Failure) {
        if let missing = setting.missing { throw Failure(missing) }
        self.setting = setting
    }

    func seconds(count: Int, slots: Int, in folder: String) throws(Failure) -> Double {
        try seconds(of: Specification(name: "throughput", dimensions: [count]), count, slots, folder)
    }

    /// - Returns: seconds from submission until all of the specification's runs have finished.
    func seconds(
        of specification: Specification, _ count: Int, _ slots: Int, _ folder: String
    ) throws(Failure) -> Double {
        let daemon = Daemon(setting: setting, folder: folder, slots: slots, devices: "none", environment: [:])
        try daemon.start()
        defer { daemon.stop() }
        let file = try specification.write(in: daemon.base)
        let outcome = try daemon.command("submit", file, "--wait").succeed()
        let finished = try daemon.queue.integer("SELECT count(*) FROM run WHERE state = 'finished'")
        guard finished == count else { throw Failure("expected \(count) finished runs, got: \(finished)") }
        return outcome.seconds
    }
}
