#include "kubectl-scan/options.hpp"

#include "base/encoding.hpp"
#include "kubectl-scan/platform.hpp"
#include "kubectl-scan/scanner_options.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>

namespace kscan::cmd {

namespace {

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

using ReadFile = std::function<Result<std::string>(const std::filesystem::path&)>;

Result<std::string> read_registry_ca(const std::string& path, const ReadFile& read_file) {
  if (path.empty()) return std::string();
  Result<std::string> text = read_file(path);
  if (!text) return fail(std::move(text.error()).because("reading --registry-ca"));
  std::string certificates = certificates_in(*text);
  if (certificates.empty())
    return fail(Errc::config, fmt::format("--registry-ca {} holds no PEM certificate", path));
  return certificates;
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

/// Which images, and how the work is cut.
Result<> take_targets(const ScanFlags& flags, Options& options) {
  auto targets = to_target_options(flags.targets, flags.credentials.service_account);
  if (!targets) return fail(std::move(targets).error());
  const auto size = parse_size(flags.plan);
  if (!size) return fail(size.error());
  options.targets = *std::move(targets);
  options.plan.images_per_job = size->images_per_job;
  options.plan.excluded_images = flags.targets.excluded_images;
  options.plan.architecture = own_architecture();
  options.run.limits.parallel = size->parallel;
  return {};
}

/// The scanner, its databases, and how they run.
Result<> take_scanner(const ScanFlags& flags, const ReportInput& input, Options& options) {
  if (Result<> taken = take_scanner_kind(flags, options.manifest); !taken) return taken;
  Result<std::string> ca = read_registry_ca(flags.registry_ca, input.read_file);
  if (!ca) return fail(ca.error());
  options.manifest.registry_ca = *std::move(ca);
  Result<RunOptions> run = to_run_options(flags.run, options.manifest);
  if (!run) return fail(std::move(run).error());
  const std::size_t parallel = options.run.limits.parallel;
  options.run = *std::move(run);
  options.run.limits.parallel = parallel;
  return {};
}

/// A report, or the objects that would be created.
Result<> take_output(const ScanFlags& flags, const ReportInput& input, Options& options) {
  const Result<DryRun> mode = parse_dry_run(flags.dry_run);
  if (!mode) return fail(mode.error());
  options.dry_run.mode = *mode;
  if (*mode == DryRun::none) {
    Result<ReportOptions> report = to_report_options(flags.report, input);
    if (!report) return fail(std::move(report).error());
    options.report = *std::move(report);
    return {};
  }
  const auto& outputs = flags.report.outputs;
  const Result<ObjectFormat> format = parse_object_format(outputs.empty() ? "" : outputs.back());
  if (!format) return fail(format.error());
  options.dry_run.format = *format;
  return {};
}

/// Nobody is there to delete temporary Secrets, or to make a report.
Result<Options> detached(Options options) {
  if (!options.credentials) options.credentials = plan::Handoff::memory;
  if (!options.report.outputs.empty())
    return fail(Error(Errc::usage, "--detach and --output may not be used together")
                    .hint("kubectl scan attach makes the report: give it --output"));
  return options;
}

}  // namespace

Result<Options> to_options(const ScanFlags& flags, const ReportInput& input) {
  Options options;
  if (Result<> taken = take_targets(flags, options); !taken) return fail(taken.error());
  if (Result<> taken = take_output(flags, input, options); !taken) return fail(taken.error());
  if (Result<> taken = take_scanner(flags, input, options); !taken) return fail(taken.error());
  if (Result<> taken = take_credentials(flags.credentials, options); !taken)
    return fail(taken.error());
  options.keep = flags.keep;
  if (options.run.detach) return detached(std::move(options));
  return options;
}

}  // namespace kscan::cmd
