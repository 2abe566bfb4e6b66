#include "kubectl-scan/options.hpp"

#include "base/encoding.hpp"
#include "image/reference.hpp"

#include <fmt/format.h>

#include <utility>

namespace kscan::cmd {

namespace {

Result<> check_reference(std::string_view flag, std::string_view value) {
  const Result<image::Reference> parsed = image::parse(value);
  if (parsed) return {};
  return fail(Error(Errc::usage,
                    fmt::format("invalid value for --{}: {}", flag, parsed.error().message())));
}

/// The certificates in a PEM file and nothing else: the text is copied into the cluster, where
/// neither a key nor a comment has any business.
std::string certificates_in(std::string_view pem) {
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
  constexpr std::string_view end = "-----END CERTIFICATE-----";
  std::string result;
  for (std::size_t from = pem.find(begin); from != std::string_view::npos;
       from = pem.find(begin, from + 1)) {
    const std::size_t to = pem.find(end, from);
    if (to == std::string_view::npos) break;
    result.append(pem.substr(from, to - from)).append(end).append("\n");
  }
  return is_utf8(result) ? result : std::string();
}

Result<std::string> read_registry_ca(const std::string& path, const ReadFile& read_file) {
  if (path.empty()) return std::string();
  Result<std::string> text = read_file(path);
  if (!text) return fail(std::move(text.error()).because("reading --registry-ca"));
  std::string certificates = certificates_in(*text);
  if (certificates.empty())
    return fail(Errc::config, fmt::format("--registry-ca {} holds no PEM certificate", path));
  return certificates;
}

Result<> check_names(const std::vector<std::string>& names) {
  if (names.empty())
    return fail(Error(Errc::usage, "resource(s) were provided, but no name was specified")
                    .hint("kubectl scan pod NAME"));
  for (const std::string& name : names)
    if (name.empty() || name.find('/') != std::string::npos)
      return fail(Error(Errc::usage, fmt::format("invalid pod name \"{}\"", name))
                      .hint("kubectl scan pod NAME"));
  return {};
}

Result<> check_references(const ScanFlags& flags) {
  return check_reference("scanner-image", flags.scanner_image)
      .and_then([&] { return check_reference("db-repository", flags.db_repository); })
      .and_then([&]() -> Result<> {
        if (flags.java_db_repository.empty()) return {};
        return check_reference("java-db-repository", flags.java_db_repository);
      });
}

/// What the flags about credentials mean.
Result<> take_credentials(const CredentialFlags& flags, Options& options) {
  if (Result<> valid = check(flags); !valid) return valid;
  const auto credentials = parse_credentials(flags.credentials);
  if (!credentials) return fail(credentials.error());
  auto mirrors = plan::parse_mirrors(flags.registry_mirrors);
  if (!mirrors) return fail(mirrors.error());
  options.credentials = *credentials;
  options.plan.mirrors = *std::move(mirrors);
  options.plan.extra_pull_secrets = flags.pull_secrets;
  options.manifest.service_account = flags.service_account;
  options.manifest.insecure_registries = flags.insecure_registries;
  options.manifest.scanner_pull_secrets = flags.scanner_pull_secrets;
  options.manifest.db_pull_secret = flags.db_pull_secret;
  return {};
}

}  // namespace

Result<Options> to_options(const ScanFlags& flags, const ReadFile& read_file) {
  if (Result<> names = check_names(flags.names); !names) return fail(names.error());
  const Result<render::Format> format = render::parse_format(flags.output);
  if (!format) return fail(format.error());
  if (Result<> references = check_references(flags); !references) return fail(references.error());
  Result<std::string> ca = read_registry_ca(flags.registry_ca, read_file);
  if (!ca) return fail(ca.error());

  Options options;
  if (Result<> taken = take_credentials(flags.credentials, options); !taken)
    return fail(taken.error());
  options.pods = flags.names;
  options.format = *format;
  options.manifest.scanner_image = flags.scanner_image;
  options.manifest.db_repository = flags.db_repository;
  options.manifest.java_db_repository = flags.java_db_repository;
  options.manifest.registry_ca = *std::move(ca);
  options.keep = flags.keep;
  return options;
}

}  // namespace kscan::cmd
