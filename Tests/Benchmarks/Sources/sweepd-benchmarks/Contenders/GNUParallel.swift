/// GNU parallel with its log of outcomes, which it does not sync.
struct GNUParallel: Contender {
    static let name = "GNU parallel --joblog"

    init(in setting: Setting) throws(Failure) {
        guard (try? Command(["parallel", "--version"]).succeed())?.output.contains("GNU parallel") == true else {
            throw Failure("there is no GNU parallel; apt-get install parallel")
        }
    }

    func seconds(count: Int, slots: Int, in folder: String) throws(Failure) -> Double {
        try Scratch.write((1...count).map { "\($0)\n" }.joined(), to: folder + "/arguments")
        let command = Command(
            ["parallel", "--will-cite", "-j\(slots)", "--joblog", "log", "-a", "arguments", "/bin/true"],
            environment: ["PARALLEL_HOME": folder], folder: folder)
        return try command.succeed().seconds
    }
}
