package import SweepModel

/// An interpreter and the packages that it sees.
package struct PythonFacts: Hashable, Sendable {
    /// `3.11.7`.
    package let version: String
    /// `CPython`.
    package let implementation: String
    package let platform: String
    package let executable: String
    package let prefix: String
    /// The file that lists the packages, one `name==version` a line, sorted.
    package let packages: FileDigest
    package let packageCount: Int

    /// As a manifest holds it.
    package var json: JSONObject {
        [
            "version": .string(version), "implementation": .string(implementation), "platform": .string(platform),
            "executable": .string(executable), "prefix": .string(prefix), "packages": .object(packages.json),
            "package_count": .int(Int64(packageCount)),
        ]
    }
}
