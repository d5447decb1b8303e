internal import SweepModel

/// Looks up what a command starts, so that a missing program is a fault of the submission and not of every run.
struct Executable {
    let base: String

    /// - Parameter isFixed: whether every run starts the same program.
    /// - Returns: an absolute path; nil where it is looked up when the run starts, in its working copy.
    /// - Throws: `specification` where it is missing or not executable.
    func resolve(_ argv: [String], isFixed: Bool) throws(Fault) -> String? {
        guard isFixed, let first = argv.first else { return nil }
        let path = try check(first)
        // What env starts is as good as the start of the command.
        if first == "/usr/bin/env", argv.count > 1, !argv[1].hasPrefix("-"), !argv[1].contains("=") {
            _ = try check(argv[1])
        }
        return path
    }

    private func check(_ name: String) throws(Fault) -> String? {
        guard name.contains("/") else {
            if let path = Paths.find(name) { return path }
            let isThere = Paths.isFile(Paths.absolute(name, from: base))
            throw Fault(
                .specification, "cannot start '\(name)': it is not in PATH",
                hint: isThere ? "a program in the folder itself is './\(name)'" : "install it, or give its path")
        }
        let path = Paths.absolute(name, from: base)
        guard Paths.isFile(path) else {
            throw Fault(.specification, "cannot start '\(name)': there is no file '\(path)'")
        }
        guard Paths.isExecutable(path) else {
            throw Fault(
                .specification, "cannot start '\(name)': it is not executable",
                hint: "run 'chmod +x \(path)', or name its interpreter in 'command'")
        }
        return name.hasPrefix("/") ? name : nil
    }
}
