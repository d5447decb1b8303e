/// task-spooler, which keeps nothing on disk.
struct TaskSpooler: Contender {
    static let name = "task-spooler"

    init(in setting: Setting) throws(Failure) {
        guard (try? Command(["tsp", "-V"]).run())?.code == 0 else {
            throw Failure("there is no task-spooler; apt-get install task-spooler")
        }
    }

    func seconds(count: Int, slots: Int, in folder: String) throws(Failure) -> Double {
        let environment = ["TS_SOCKET": folder + "/s", "TMPDIR": folder]
        func spooler(_ arguments: String...) throws(Failure) {
            _ = try Command(["tsp"] + arguments, environment: environment, folder: folder).succeed()
        }
        try spooler("-S", "\(slots)")
        let start = ContinuousClock.now
        for _ in 0..<count { try spooler("-n", "/bin/true") }
        for number in max(0, count - slots)..<count { try spooler("-w", "\(number)") }
        let seconds = start.duration(to: .now).seconds
        try spooler("-K")
        return seconds
    }
}
