#include "kubectl-scan/help.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace kscan::cmd {

namespace {

constexpr const char* description =
    "Scan the images that run in a cluster for known vulnerabilities.\n\n"
    "The scan runs as a Job in the pods' own namespace, with the pods' own pull secrets;\n"
    "nobody hands out registry passwords, and nothing is left behind.\n";

constexpr const char* examples = "\nExamples:\n"
                                 "  # What is in the images of a pod?\n"
                                 "  kubectl scan pod web-0\n"
                                 "  # In those of a Deployment, and fail if it is bad\n"
                                 "  kubectl scan deploy/web --fail-on critical\n"
                                 "  # Everything in a namespace, for a script\n"
                                 "  kubectl scan namespace shop -o json\n";

constexpr const char* usage = "\nUsage:\n  kubectl scan COMMAND|TYPE [NAME...] [FLAGS]\n";

/// In the order of the commands.
std::vector<std::string> headings(const CLI::App& root) {
  std::vector<std::string> found;
  for (const CLI::App* const command : root.get_subcommands({}))
    if (!command->get_group().empty()
        && std::ranges::find(found, command->get_group()) == found.end())
      found.push_back(command->get_group());
  return found;
}

void write_section(const CLI::App& root, const std::string& heading, std::string& out) {
  fmt::format_to(std::back_inserter(out), "\n{}:\n", heading);
  for (const CLI::App* const command : root.get_subcommands({}))
    if (command->get_group() == heading)
      fmt::format_to(std::back_inserter(out),
                     "  {:<12} {}\n",
                     command->get_name(),
                     command->get_description());
}

}  // namespace

std::string overview(const CLI::App& root) {
  std::string out = description;
  for (const std::string& heading : headings(root))
    write_section(root, heading, out);
  out += examples;
  out += usage;
  out += "\n\"kubectl scan COMMAND --help\" tells more of a command, \"kubectl scan options\" the "
         "flags\nabout the connection, and \"kubectl scan help TOPIC\" what concerns several:\n";
  for (const Topic& topic : topics())
    fmt::format_to(std::back_inserter(out), "  {:<12} {}\n", topic.name, topic.title);
  return out;
}

}  // namespace kscan::cmd
