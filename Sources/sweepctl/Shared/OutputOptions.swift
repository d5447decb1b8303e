internal import ArgumentParser

/// How one object is printed.
struct ObjectOutput: ParsableArguments {
    @Flag(help: "Print JSON.") var json = false
}

/// How a list is printed.
struct ListOutput: ParsableArguments {
    @Flag(help: "Print JSON.") var json = false
    @Flag(help: "Print comma-separated values.") var csv = false

    func validate() throws {
        if json && csv { throw ValidationError("--json and --csv exclude each other") }
    }
}
