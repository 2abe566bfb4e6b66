#pragma once
#include "base/error.hpp"
#include "io/loop.hpp"
#include "kube/client.hpp"
#include "kubectl-scan/command.hpp"
#include "manifest/manifest.hpp"
#include "plan/plan.hpp"

#include <string_view>

namespace kscan::cmd {

/// --dry-run, with kubectl's words.
enum class DryRun {
  none,
  client,  ///< what would be created is printed
  server,  ///< the API server judges it (dryRun=All)
};
[[nodiscard]] Result<DryRun> parse_dry_run(std::string_view word);

/// How the objects are printed: a line each, or the objects themselves.
enum class ObjectFormat { line, name, json, yaml };
/// "" is a line. Errc::usage in kubectl's words.
[[nodiscard]] Result<ObjectFormat> parse_object_format(std::string_view word);

struct DryRunOptions {
  DryRun mode = DryRun::none;
  ObjectFormat format = ObjectFormat::line;
};

/// Who judges in DryRun::server; else it is not contacted.
struct Server {
  kube::Client& client;
  io::Loop& loop;
};

/// Every object that a run of the plan would create, on `around.out`, and one line on `around.err`
/// for each that the server would refuse, or of which it cannot be known. The exit code: 1 if one
/// would be refused.
[[nodiscard]] int dry_run(const plan::Plan& plan,
                          const manifest::Settings& settings,
                          const DryRunOptions& options,
                          const Server& server,
                          Surroundings& around);

}  // namespace kscan::cmd
