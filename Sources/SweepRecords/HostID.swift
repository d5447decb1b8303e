internal import Crypto
internal import Glibc

/// The name of this host in paths: 12 hexadecimal digits of the application-specific machine id, else the host name.
package enum HostID {
    package static let text = machineID().map(specific) ?? hostName()

    /// sweepd's application id, drawn once at random.
    private static let application: [UInt8] = [
        0x9d, 0x3c, 0x51, 0x0e, 0x77, 0xb4, 0x4a, 0x86, 0xa1, 0x2f, 0x68, 0xd5, 0x04, 0xee, 0x93, 0x1b,
    ]

    /// What `sd_id128_get_machine_app_specific` computes: HMAC-SHA256 with the machine id as key; its first six bytes.
    private static func specific(_ machine: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: application, using: SymmetricKey(data: machine))
        return code.prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The 16 bytes of `/etc/machine-id`; nil where it is missing, or not set yet.
    private static func machineID() -> [UInt8]? {
        guard let file = fopen("/etc/machine-id", "re") else { return nil }
        defer { fclose(file) }
        var text = [UInt8](repeating: 0, count: 32)
        guard fread(&text, 1, 32, file) == 32 else { return nil }
        let digits = text.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 32, digits.contains(where: { $0 != 0 }) else { return nil }
        return stride(from: 0, to: 32, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        let failed = gethostname(&name, 255) != 0
        let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return failed || text.isEmpty || text.contains("/") || text.hasPrefix(".") ? "localhost" : text
    }
}
