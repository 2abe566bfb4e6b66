#include "http/curl_engine.hpp"
#include "kubectl-scan/add_flag.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/credential_flags.hpp"
#include "kubectl-scan/images.hpp"
#include "kubectl-scan/platform.hpp"
#include "kubectl-scan/session.hpp"
#include "kubectl-scan/target_flags.hpp"
#include "kubectl-scan/targets.hpp"
#include "report/gate.hpp"
#include "ui/ui.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <utility>
#include <variant>

namespace kscan::cmd {

namespace {

constexpr const char* footer =
    "\nWhat would be scanned, each image once: what runs, by its digest, and the templates of "
    "what\n"
    "nothing runs of. Creates nothing. Without a TARGET: all pods of the namespace. With -f or -k\n"
    "no cluster is contacted.\n"
    "\nExamples:\n"
    "  # Which images run in the namespace, and who uses them?\n"
    "  kubectl scan images\n"
    "  # Those of a workload, with digests, platform and service account\n"
    "  kubectl scan images deploy/web -o wide\n"
    "  # Every image of the cluster, a line for each\n"
    "  kubectl scan images -A -o name\n"
    "  # What manifests would run\n"
    "  kubectl scan images -f manifests/ -o json\n"
    "\nExit codes:\n"
    "  0 listed   1 error   5 there is nothing, with --fail-if-empty";

struct ImagesFlags {
  TargetFlags targets{};
  CredentialFlags credentials{};
  std::string output = "table";
  bool no_headers = false;
  bool fail_if_empty = false;
};

/// What is listed: the flags, checked.
struct ImagesOptions {
  TargetOptions targets;
  plan::Options plan;
  ImagesFormat format = ImagesFormat::table;
  bool headers = true;
  bool fail_if_empty = false;
};

/// Without a word, all pods.
TargetFlags with_default(TargetFlags flags) {
  if (flags.words.empty() && flags.files.empty() && flags.kustomize.empty())
    flags.words = {"namespaces"};
  return flags;
}

ImagesOptions to_images_options(const ImagesFlags& flags) {
  value_or_throw(check(flags.credentials));
  ImagesOptions options;
  options.format = value_or_throw(parse_images_format(flags.output));
  options.targets = value_or_throw(
      to_target_options(with_default(flags.targets), flags.credentials.service_account));
  if (options.format == ImagesFormat::name)
    options.targets.query.names = workload::Crowd::Names::one;
  options.plan.mirrors = value_or_throw(plan::parse_mirrors(flags.credentials.registry_mirrors));
  options.plan.extra_pull_secrets = flags.credentials.pull_secrets;
  options.plan.architecture = own_architecture();
  options.plan.excluded_images = flags.targets.excluded_images;
  options.headers = !flags.no_headers;
  options.fail_if_empty = flags.fail_if_empty;
  return options;
}

render::Style style_of(const ImagesOptions& options, const Surroundings& around) {
  const auto term = around.system.env("TERM").value_or("");
  return {.columns = ui::detect(STDOUT_FILENO, true, term).columns, .headers = options.headers};
}

/// Images that cannot be told apart, and those that nobody wants to be scanned.
void tell_unlisted(const plan::Plan& plan, std::ostream& err) {
  for (const plan::Refused& refused : plan.refused)
    ui::print_warning(err, "\"" + refused.image + "\": " + refused.error.message());
  for (const std::string& line : skipped_lines(plan))
    ui::print_warning(err, line);
}

/// A scan would tell of them too: they are something.
bool has_windows(const plan::Plan& plan) {
  return std::ranges::any_of(plan.skipped, [](const plan::Skipped& skipped) {
    return skipped.why == workload::Skip::windows;
  });
}

int list(const discover::Discovered& found,
         const ImagesOptions& options,
         std::string_view ns,
         Surroundings& around) {
  for (const std::string& warning : found.warnings)
    ui::print_warning(around.err, warning);
  const plan::Plan plan = plan::make_plan(found.pods, options.plan);
  tell_unlisted(plan, around.err);
  write_images(plan,
               options.format,
               style_of(options, around),
               options.targets.query.all_namespaces,
               around.out);
  if (!around.out.flush()) throw Error(Errc::internal, "cannot write to standard output");
  if (found.pods.empty()) around.err << nothing_found(options.targets, ns) << '\n';
  const bool empty = plan.groups.empty() && plan.refused.empty() && !has_windows(plan);
  return empty && options.fail_if_empty ? report::exit_code::empty : report::exit_code::ok;
}

int run(const ImagesFlags& flags, const Connection& connection, Surroundings& around) {
  const ImagesOptions options = to_images_options(flags);
  http::CurlEngine engine;
  if (std::holds_alternative<workload::Files>(options.targets.query.request))
    return list(read_targets(options.targets, connection, engine, around), options, "", around);
  Session session(connection, engine, around);
  const auto found = find_targets(options.targets, connection, session, engine, around);
  const int code = list(found, options, session.ns(), around);
  session.check_warnings();
  return code;
}

void fill(CLI::App& command, ConnectionFlags& connection, Action& chosen) {
  command.footer(footer);
  const auto flags = std::make_shared<ImagesFlags>();
  command.add_option("TARGET", flags->targets.words, "As of kubectl scan: pod web-0, deploy/web")
      ->type_name("");
  add_flag(
      command, {"-o,--output", "FORMAT", "Format: table, wide, name, json or yaml"}, flags->output)
      ->capture_default_str();
  add_switch(command, {"--no-headers", "", "Tables without their first line"}, flags->no_headers);
  add_empty_flag(command, flags->fail_if_empty);
  add_target_flags(command, flags->targets);
  add_pull_flags(command, flags->credentials);
  add_connection_flags(command, connection, Help::shown);
  command.callback([&chosen, flags] {
    chosen = [flags](const Connection& to, Surroundings& around) {
      return run(*flags, to, around);
    };
  });
}

}  // namespace

void add_images_command(CLI::App& parent, ConnectionFlags& connection, Action& chosen) {
  add_command(parent,
              {"images", "List the images that would be scanned; creates nothing", Section::look},
              [&connection, &chosen](CLI::App& command) { fill(command, connection, chosen); });
}

}  // namespace kscan::cmd
