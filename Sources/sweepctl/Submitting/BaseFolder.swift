internal import SweepModel
internal import SweepRecords

/// The folder in which `program` and the working directory are looked up.
enum BaseFolder {
    private static let patience = Span.seconds(10)

    /// Where sweepctl was called, if `program` is there; else the specification's folder; `source.path` overrides both.
    ///
    /// - Throws: `specification` where it, or the program in it, does not exist; `failed` where its server does not
    ///   answer.
    static func find(
        _ specification: Specification, file: SpecificationFile, usesProgram: Bool
    ) async throws(Fault) -> String {
        // What is in an image is looked up by nobody.
        let program = usesProgram && specification.source.mode != .image ? specification.program : nil
        let (path, own) = (specification.source.path, file.folder)
        let place = path.map { Paths.absolute($0, from: own) } ?? own
        let found: Result<String, Fault>? = await TimedLook.at(place, deadline: patience) {
            Result { () throws(Fault) in try look(path.map { _ in place }, program, own) }
        }
        guard let found else {
            throw Fault(
                .failed, "cannot look into the folder '\(place)': it does not answer",
                hint: "see whether its server is up")
        }
        return try found.get()
    }

    private static func look(_ chosen: String?, _ program: String?, _ own: String) throws(Fault) -> String {
        guard let chosen else { return try check(program, in: program == nil ? [own] : [Paths.current(), own]) }
        guard Paths.isFolder(chosen) else {
            throw Fault(.specification, "cannot use 'source.path': there is no folder '\(chosen)'")
        }
        return try check(program, in: [chosen])
    }

    /// The first folder that holds the program.
    private static func check(_ program: String?, in folders: [String]) throws(Fault) -> String {
        guard let program else { return folders[0] }
        for folder in folders where Paths.isFile(Paths.absolute(program, from: folder)) { return folder }
        let places = Set(folders).sorted().map { "'\($0)'" }.joined(separator: " nor in ")
        throw Fault(
            .specification,
            "cannot find the program '\(program)': it is \(Set(folders).count > 1 ? "neither" : "not") in \(places)",
            hint: "'program' is relative to where sweepctl is called, or to the specification's folder")
    }
}
