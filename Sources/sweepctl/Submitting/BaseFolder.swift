internal import SweepModel

/// The folder in which `program` and the working directory are looked up.
enum BaseFolder {
    /// Where sweepctl was called, if `program` is there; else the specification's folder; `source.path` overrides both.
    ///
    /// - Throws: `specification` where it, or the program in it, does not exist.
    static func find(_ specification: Specification, file: SpecificationFile, usesProgram: Bool) throws(Fault) -> String
    {
        // What is in an image is looked up by nobody.
        let program = usesProgram && specification.source.mode != .image ? specification.program : nil
        if let path = specification.source.path {
            let folder = Paths.absolute(path, from: file.folder)
            guard Paths.isFolder(folder) else {
                throw Fault(.specification, "cannot use 'source.path': there is no folder '\(folder)'")
            }
            return try check(program, in: [folder])
        }
        return try check(program, in: program == nil ? [file.folder] : [Paths.current(), file.folder])
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
