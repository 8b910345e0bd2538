const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Given names from many countries. */
export const GIVEN_NAMES = words(`
  Ann Maria James Olivia Noah Emma Liam Sofia Lucas Mia Ethan Ava Mateo Isabella Leon Hannah Finn Clara Jonas Lena Paul Marie
  Hugo Chloé Louis Camille Jules Inès Arthur Léa Marco Giulia Luca Chiara Matteo Elena Pablo Lucía Álvaro Carmen Diego Paula
  João Inês Tiago Beatriz Rafael Ana Pedro Mariana Lars Ingrid Erik Astrid Nils Freja Oskar Saga Mikkel Sofie Jakub Zuzanna
  Piotr Agnieszka Tomáš Tereza Aino Eero Mehmet Elif Emre Zeynep Thabo Naledi Sipho Lerato Chidi Ngozi Emeka Amara Wanjiru
  Kamau Omar Layla Yusuf Fatima Hassan Noor Wei Li Mei Jun Hana Yuki Kenji Sakura Haruto Aoi Minjun Seoyeon Jisoo Arjun Priya
  Rohan Ananya Vikram Kavya Oliver Charlotte Jack Amelia Harry Grace George Ruby Daniel Sarah Michael Laura David Rachel
  Andrew Megan Kevin Jessica Brian Nicole Jason Amy Eric Kate Patrick Fiona Sean Aoife Ciarán Niamh Grant Tessa Wyatt Paige`);

/** Family names from many countries. */
export const FAMILY_NAMES = words(`
  Lee Smith Johnson Brown Garcia Miller Davis Martinez Wilson Anderson Taylor Thomas Moore Jackson Martin Thompson White Lopez
  Harris Clark Lewis Walker Hall Allen Young King Wright Scott Green Baker Adams Nelson Carter Mitchell Turner Phillips Parker
  Evans Edwards Collins Stewart Morris Murphy Kelly O'Brien Walsh Byrne Ryan Doyle Müller Schmidt Schneider Fischer Weber Meyer
  Wagner Becker Hoffmann Koch Richter Klein Wolf Neumann Schwarz Dubois Moreau Laurent Lefebvre Girard Bonnet Mercier Rossi
  Russo Ferrari Esposito Bianchi Romano Colombo Ricci Fernández González Rodríguez Sánchez Pérez Gómez Díaz Torres Ruiz Silva
  Santos Oliveira Souza Pereira Costa Almeida Jansen Visser Bakker Dekker Vos Hansen Johansson Andersson Nilsson Larsen Berg
  Haugen Nielsen Jensen Kowalski Nowak Wiśniewski Lewandowski Novák Svoboda Dvořák Korhonen Virtanen Yılmaz Kaya Demir Nkosi
  Dlamini Khumalo Botha Okafor Adeyemi Eze Mwangi Otieno Njoroge Hassan Ali Ibrahim Rahman Chen Wang Zhang Liu Huang Tan Lim
  Wong Chan Tanaka Suzuki Sato Watanabe Yamamoto Kim Park Choi Jung Kang Patel Sharma Singh Gupta Reddy Iyer Campbell Fraser
  Grant Reid Mackenzie Fletcher Hughes Price Bennett Ward Foster Barnes Coleman Hayes Bryant Russell Griffin`);

/** Lower-case ASCII for addresses: `Chloé O'Brien` → `chloe.obrien`, words joined by `separator`. */
export function slug(text: string, separator: string): string {
  return text
    .toLowerCase()
    .replaceAll("ı", "i")
    .replaceAll("ł", "l")
    .replaceAll("ø", "o")
    .normalize("NFD")
    .replace(/[\u0300-\u036f'’.]/g, "")
    .replace(/&/g, " and ")
    .replace(/[^a-z0-9]+/g, separator)
    .replace(new RegExp(`^\\${separator}+|\\${separator}+$`, "g"), "");
}
