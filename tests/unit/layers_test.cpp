#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Modules = std::set<std::string>;
using Layers = std::map<std::string, Modules>;
using Lines = std::vector<std::string>;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t most_source_lines = 500;
constexpr std::size_t most_header_lines = 200;
constexpr std::size_t most_function_lines = 60;

Lines split_lines(std::istream& in) {
  Lines lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

Lines lines_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  return split_lines(in);
}

Lines read_lines(const fs::path& file) {
  std::ifstream in(file);
  EXPECT_TRUE(in) << "cannot read " << file;
  return split_lines(in);
}

/// "kube: base io http", in an order in which each names earlier ones only.
Layers parse_layers(const Lines& lines) {
  Layers layers;
  for (const std::string& line : lines) {
    std::istringstream words(line);
    std::string name;
    if (!(words >> name)) continue;
    Modules& deps = layers[name.substr(0, name.find(':'))];
    for (std::string dep; words >> dep;)
      deps.insert(dep);
  }
  return layers;
}

Lines later_dependencies(const Lines& layer_lines) {
  Lines wrong;
  Modules known;
  for (const std::string& line : layer_lines)
    for (const auto& [module, deps] : parse_layers({line})) {
      for (const std::string& dep : deps)
        if (!known.contains(dep)) wrong.push_back(module + " -> " + dep);
      known.insert(module);
    }
  return wrong;
}

/// The module of `#include "kube/client.hpp"`; "client.hpp" has none, which is wrong as well.
std::string included_module(std::string_view line) {
  constexpr std::string_view start = "#include \"";
  if (!line.starts_with(start)) return {};
  line.remove_prefix(start.size());
  const auto slash = line.find('/');
  return std::string(line.substr(0, slash == std::string_view::npos ? line.find('"') : slash));
}

Lines forbidden_includes(const std::string& module, const Modules& deps, const Lines& lines) {
  Lines wrong;
  for (const std::string& line : lines) {
    const std::string included = included_module(line);
    if (!included.empty() && included != module && !deps.contains(included)) wrong.push_back(line);
  }
  return wrong;
}

/// Functions longer than the budget, by their first line. The formatter puts a function that is not
/// inside a class at column 0 and ends it with a lone brace there.
Lines long_functions(const Lines& lines) {
  Lines found;
  std::size_t start = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    if (line == "}" && i - start + 1 > most_function_lines) found.push_back(lines[start]);
    if (!line.empty() && std::string_view(" }/#").find(line[0]) == std::string_view::npos)
      start = i;
  }
  return found;
}

using Visit = std::function<void(const fs::path&, const Lines&)>;

std::size_t for_each_source(const fs::path& directory, const Visit& visit) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const auto extension = entry.path().extension();
    if (extension != ".hpp" && extension != ".cpp") continue;
    visit(entry.path(), read_lines(entry.path()));
    ++count;
  }
  return count;
}

const fs::path& source_dir() {
  static const fs::path path = KSCAN_SOURCE_DIR;
  return path;
}

TEST(Layers, ModulesDependOnEarlierOnesOnly) {
  const Lines lines = read_lines(KSCAN_LAYERS_FILE);
  EXPECT_GT(lines.size(), 10U);
  EXPECT_THAT(later_dependencies(lines), IsEmpty());
}

TEST(Layers, FilesIncludeOnlyWhatTheirModuleMayUse) {
  const Layers layers = parse_layers(read_lines(KSCAN_LAYERS_FILE));
  const fs::path lib = source_dir() / "lib";
  const auto count = for_each_source(lib, [&](const fs::path& file, const Lines& lines) {
    const std::string module = file.lexically_relative(lib).begin()->string();
    ASSERT_TRUE(layers.contains(module)) << file << " belongs to no kscan_module()";
    EXPECT_THAT(forbidden_includes(module, layers.at(module), lines), IsEmpty()) << file;
  });
  EXPECT_GT(count, 20U);
}

/// The row of lib/README.md about a module: "| kube | edge | verbs | base io http |".
std::string documented_dependencies(const Lines& readme, const std::string& module) {
  for (const std::string& line : readme) {
    if (!line.starts_with("| " + module + " | pure |")
        && !line.starts_with("| " + module + " | edge |"))
      continue;
    const auto last_cell = line.rfind('|', line.size() - 2) + 1;
    return line.substr(last_cell, line.size() - 1 - last_cell);
  }
  return "no row";
}

TEST(Layers, ReadmeShowsThemAsTheyAre) {
  const Lines readme = read_lines(source_dir() / "lib" / "README.md");
  for (const std::string& line : read_lines(KSCAN_LAYERS_FILE)) {
    const auto colon = line.find(':');
    const std::string deps = line.substr(colon + 1);  // starts with a blank
    EXPECT_EQ(documented_dependencies(readme, line.substr(0, colon)),
              deps == " " ? deps : deps + " ")
        << line;
  }
}

TEST(Layers, FilesKeepTheSizeBudget) {
  for (const char* directory : {"lib", "cmd"})
    for_each_source(source_dir() / directory, [](const fs::path& file, const Lines& lines) {
      EXPECT_LE(lines.size(), file.extension() == ".cpp" ? most_source_lines : most_header_lines)
          << file;
      EXPECT_THAT(long_functions(lines), IsEmpty()) << file;
    });
}

TEST(LayersCheck, FindsAnIncludeOfAForeignModule) {
  const Lines lines = lines_of("#include \"image/reference.hpp\"\n"
                               "#include \"base/error.hpp\"\n"
                               "#include \"kube/client.hpp\"\n"
                               "#include \"sibling.hpp\"\n"
                               "#include <string>\n");
  EXPECT_THAT(forbidden_includes("image", {"base"}, lines),
              ElementsAre("#include \"kube/client.hpp\"", "#include \"sibling.hpp\""));
}

TEST(LayersCheck, FindsADependencyOnALaterModule) {
  EXPECT_THAT(later_dependencies({"base: ", "image: base kube", "kube: base"}),
              ElementsAre("image -> kube"));
}

TEST(LayersCheck, FindsALongFunction) {
  const Lines body(most_function_lines - 1, "  work();");
  Lines lines = {"namespace a {", "int short_one() {", "}", "int long_one(int a,", "int b) {"};
  lines.insert(lines.end(), body.begin(), body.end());
  lines.emplace_back("}");
  lines.emplace_back("}  // namespace a");
  EXPECT_THAT(long_functions(lines), ElementsAre("int b) {"));
}

TEST(LayersCheck, AcceptsAFunctionOfExactlyTheBudget) {
  Lines lines(most_function_lines - 1, "  work();");
  lines.front() = "int fits() {";
  lines.emplace_back("}");
  EXPECT_THAT(long_functions(lines), IsEmpty());
}

}  // namespace
