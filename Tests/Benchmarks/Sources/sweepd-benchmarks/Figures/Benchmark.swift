/// One or more figures that are measured together.
protocol Benchmark: SendableMetatype {
    /// What `--only` takes.
    static var name: String { get }
    static var summary: String { get }

    init()

    /// - Throws: where something does not work at all; what is only missing is a skipped reading.
    func measure(in setting: Setting) throws(Failure) -> [Figure]
}

extension Benchmark {
    var name: String { Self.name }
}
