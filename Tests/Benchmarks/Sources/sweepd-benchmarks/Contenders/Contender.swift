/// Something that runs /bin/true many times.
protocol Contender: SendableMetatype {
    static var name: String { get }
    /// Whether it is what is measured: then it must not fail.
    static var isOurs: Bool { get }

    /// Gets ready for all of its samples.
    ///
    /// - Throws: why it cannot take part.
    init(in setting: Setting) throws(Failure)

    /// Seconds from submission to the last outcome.
    ///
    /// - Parameter folder: new and empty; removed by the caller.
    func seconds(count: Int, slots: Int, in folder: String) throws(Failure) -> Double
}

extension Contender {
    static var isOurs: Bool { false }
}
