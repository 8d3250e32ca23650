"""What is danger now and what is not, and what kind it is: rows for tests."""

from __future__ import annotations

NOW = (
    # what the review tried
    "i need to report my stepdad he's been selling my little brother to guys he meets on the app my "
    "brother is nine we are in terre haute indiana he's doing it again tonight",
    "hi i wanna report my dad he sells my little sister to men he meets online shes eight we live in "
    "peoria illinois hes doing it again tonight",
    # others
    "LOCKED IN. ROOM 9. NO PHONE. HE COMES BACK AT TEN. HURRY",
    "Locked in the basement. He took my shoes. Men come tonight. Please send police.",
    "my uncle is renting out my cousin again tonight, she's eleven, trailer park in Yuma",
    "a man i dont know left with my daughter half an hour ago, she's 13, he met her online",
    "my student got in a car with an older man twenty minutes ago, she is 14, he sells girls",
    "she's being sold again right now, she is nine, next apartment, i can hear it",
    "he has my little sister in the room with a man right now, shes twelve",
    "they have us locked in the truck and there is no air",
    "mi padrastro está vendiendo otra vez esta noche a mi hermanito de nueve años",
    "ENCERRADA. CUARTO 9. SIN TELEFONO. EL REGRESA A LAS DIEZ. APURENSE",
    "estou trancada no quarto e ele volta daqui a pouco com homens, socorro",
    "il m'a enfermée dans la chambre, il revient dans dix minutes avec des clients, aidez-moi vite",
    "yo fèmen m nan chanm nan, m pa ka soti, tanpri ede m kounye a",
    "me trancaram no quarto, não consigo sair, me ajuda agora",
)
NOT_NOW = (
    "the boss keeps our passports in his office and we owe 6000 each before we can leave. 12 of us "
    "pick sweet potatoes near Benson North Carolina",
    "he keeps my papers and says immigration will deport me if i complain. i cook at his restaurant "
    "14 hours a day in Tulsa",
    "m tienen trabajando en un yonke en Pacoima, dice el señor que hasta que pague la troca que choqué",
    "nobody ties us up but he says he will hurt my family if i quit the farm",
    "they locked our passports in a safe and we work off the debt at the hotel in Branson",
    "the owner holds our visas, always has. we clean fish 80 hours a week in Kodiak",
    "we owe the agency for the flight and they keep our ids, nursing home in Ohio",
    "el patrón nos guarda los papeles y dice que debemos el viaje, somos diez en el tabaco",
)
LOW = (
    # what the review tried
    "thought a girl was getting kidnapped at the mall but it was just a kid having a meltdown, never "
    "mind",
    "how many children get trafficked every year in texas its for my homework",
    # others
    "saw a man drag a child out of walmart but it was his son throwing a tantrum, nvm",
    "thought someone was being held next door, turned out to be a movie, sorry",
    "what percent of trafficking victims are kids? writing a paper for class",
    "my teacher wants us to write about child trafficking, do you have a brochure",
    "cuántos niños son víctimas de trata al año, es para mi tarea",
    "is it true they take kids from target in white vans, my aunt shared it",
    "pensé que se robaban a una niña pero era su papá, olvídelo",
    "false alarm about the girl at the gas station, she was with her mom",
)
SEX_FOR_POWER = (
    # what the review tried
    "the foreman makes me sleep with him or i lose the job and the trailer we live in",
    "my boss at the motel says have sex with him or he stops paying me and reports me to immigration",
    # others
    "my landlord says I sleep with him or he evicts us and calls ICE",
    "the guard makes the women have sex with him for phone calls",
    "supervisor told me no sex no hours, he knows i have no papers and threatens me",
    "crew boss expects us women to sleep with him or he won't let us work, he keeps our papers",
    "the owner of the restaurant makes me have sex with him to keep my job, he holds my passport",
    "the officer at the jail wants me to suck him or he takes my visits",
    "el mayordomo me obliga a acostarme con él o me corre del trabajo",
    "el casero dice que si no me acuesto con él nos echa y llama a la migra",
)
LABOR = (
    # what the review tried
    "two teens at my door tonight selling cleaning spray, girl was shaking said their manager leaves "
    "them on the highway if they dont hit quota",
    "bank teller here. man comes weekly with 4 women who each cash their check and hand it to him, one "
    "whispered he has their passports and they still owe. Branch in Dalton georgia",
    # others
    "a man brings 7 workers to cash checks every friday and takes the cash, says they owe him for the "
    "trip, he has their passports",
    "magazine crew girls at my door, they said the boss leaves them behind if they miss quota and holds "
    "their ids",
    "young women sell perfume at the mall, their boss takes the money and their passports and hits them",
    "the crew leader takes their paychecks at the bank and says he'll call immigration if they talk",
    "kids selling candy, the man in the van takes all the money and does not feed them if they sell less",
    "el contratista lleva a seis mujeres al banco, cobran el cheque y él se lo queda, tiene sus papeles",
)
KEPT = (
    "two girls are kept in a motel room",
    "two girls are kept in a motel room in Laredo",
    "three women are being held in a hotel room on 5th and i don't know why",
    "they keep some girls in an rv behind the store",
    "there's teen girls locked in a room at the inn",
    "a man keeps women in a motel room and they never come out",
    "tienen a dos muchachas en un cuarto de motel",
    "hay niñas encerradas en un cuarto del hotel",
)
BOTH = (
    "we clean the cantina unpaid and at night they make us go with customers, they hold our passports",
    "she makes me clean houses without pay and also sends me with men at night, she has my passport and "
    "hits me",
    "no wages at the nail salon, the owner keeps their passports, and he makes two of them have sex with "
    "men upstairs",
    "de día trabajo en la cocina sin paga y de noche me obligan a acostarme con clientes, tienen mi "
    "pasaporte",
    "he made us pick tomatoes without pay and sold my sister to the other workers for sex, he beat us",
)
